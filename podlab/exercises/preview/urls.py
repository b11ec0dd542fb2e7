"""The preview's addresses; there are none unless `exercise_preview` has started the site."""

from django.urls import path

from podlab.exercises.preview import views

app_name = "preview"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("mistakes/", views.mistakes, name="mistakes"),
    path("<slug:pack>/<slug:exercise>/", views.drawer, name="drawer"),
]
