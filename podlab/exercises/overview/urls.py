"""Addresses of the list of lessons, the map of concepts, and the cards that came back."""

from django.urls import path

from podlab.exercises.overview.concepts import concepts
from podlab.exercises.overview.review import answer_card, review
from podlab.exercises.overview.views import lessons

app_name = "overview"
urlpatterns = [
    path("lessons/", lessons, name="lessons"),
    path("lessons/map/", concepts, name="concepts"),
    path("review/", review, name="review"),
    path("review/<int:number>/", answer_card, name="answer"),
]
