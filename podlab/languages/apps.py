"""Django's entry of the languages app."""

from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    name = "podlab.languages"
    label = "languages"
