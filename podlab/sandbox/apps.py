"""Django's entry of the sandbox app."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "podlab.sandbox"
    label = "sandbox"
    default_auto_field = "django.db.models.BigAutoField"
