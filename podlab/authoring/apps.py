"""The Django app of authored packs."""

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "podlab.authoring"
