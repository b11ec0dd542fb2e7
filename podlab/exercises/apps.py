"""Django's entry of the exercises app."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "podlab.exercises"
    label = "exercises"
    default_auto_field = "django.db.models.BigAutoField"
