"""Migrations of the authoring app."""
