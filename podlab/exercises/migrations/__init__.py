"""Migrations of the exercises app."""
