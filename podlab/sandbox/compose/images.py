"""The lab images as the composer offers them: lessons/images.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Image:
    """What one may write as a container's image."""

    name: str
    summary: str


@cache
def read_images(lessons: Path) -> tuple[Image, ...]:
    """All of them, those that a beginner needs first; none where the lessons name none."""
    listed = lessons / "images.yaml"
    entries = yaml.safe_load(listed.read_text()) if listed.exists() else ()
    return tuple(Image(**entry) for entry in entries)


def images() -> tuple[Image, ...]:
    """The images of this installation."""
    return read_images(settings.PODLAB_LESSONS)
