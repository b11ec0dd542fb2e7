"""Django's entry of the curriculum app."""

from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "podlab.curriculum"
    label = "curriculum"
