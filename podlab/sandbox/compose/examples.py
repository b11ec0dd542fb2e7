"""The ready examples of lessons/sandbox, and the picture of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import get_language

from podlab.pods.manifest import parse_manifest
from podlab.pods.objects import JsonObject
from podlab.sandbox.compose.thumbnails import Thumbnail, thumbnail
from podlab.sandbox.live.drawing import draw_both
from podlab.sandbox.picture import Activity, Connection, Listening, VolumeWrite

HOME_EXAMPLE = "shared-localhost"


@dataclass(frozen=True)
class Example:
    """A Pod to begin with: `manifest` is its text, comments and all."""

    slug: str
    group: str
    title: str
    summary: str
    manifest: str

    @cached_property
    def picture(self) -> Thumbnail:
        """Its Pod, small."""
        return thumbnail(parse_manifest(self.manifest).of_kind("Pod")[0].object)


@cache
def read_examples(lessons: Path) -> tuple[Example, ...]:
    """All examples in the order of index.yaml."""
    folder = lessons / "sandbox"
    return tuple(
        Example(
            slug=entry["slug"],
            group=entry.get("group", ""),
            title=entry["title"],
            summary=entry["summary"],
            manifest=(folder / f"{entry['slug']}.yaml").read_text(),
        )
        for entry in yaml.safe_load((folder / "index.yaml").read_text())
    )


def examples() -> tuple[Example, ...]:
    """The examples of this installation."""
    return read_examples(settings.PODLAB_LESSONS)


def find_example(slug: str) -> Example | None:
    return next((example for example in examples() if example.slug == slug), None)


def draw_example() -> Mapping[str, str | tuple[str, ...]]:
    """The home page's picture: the first example as it would run. Nothing in it is a reading."""
    return _drawn_in(get_language())


@cache
def _drawn_in(language: str | None) -> Mapping[str, str | tuple[str, ...]]:  # noqa: ARG001 -- drawn once for each
    example = find_example(HOME_EXAMPLE)
    if example is None:
        return {}
    pod = as_if_running(parse_manifest(example.manifest).documents[0].object)
    return draw_both(pod, EXAMPLE_ACTIVITY)


EXAMPLE_ACTIVITY = Activity(
    listening=(Listening(80, "web"),),
    connections=(Connection("client", "web", 80, "GET http://localhost/"),),
    writes=(VolumeWrite("shared", "writer", "message.txt"),),
)


def as_if_running(pod: JsonObject) -> JsonObject:
    """The Pod with the status it has once every container runs."""
    statuses = [
        {"name": c["name"], "ready": True, "restartCount": 0, "state": {"running": {}}}
        for c in pod["spec"]["containers"]
    ]
    status = {"phase": "Running", "containerStatuses": statuses}
    return {**pod, "status": status}
