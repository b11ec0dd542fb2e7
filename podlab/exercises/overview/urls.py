"""Addresses of the list of lessons."""

from django.urls import path

from podlab.exercises.overview.views import lessons

app_name = "overview"
urlpatterns = [
    path("lessons/", lessons, name="lessons"),
]
