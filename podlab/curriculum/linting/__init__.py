"""Lint: all that can be wrong in an exercise, found without an engine."""

from podlab.curriculum.linting.report import Report, images_of, lint

__all__ = ["Report", "images_of", "lint"]
