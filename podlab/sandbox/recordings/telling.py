"""What the pages tell of a tape or a recording: the timeline, and the Pod at a moment."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.drawing import draw_both
from podlab.sandbox.reading import PANELS, ROWS, statuses, with_moments
from podlab.sandbox.tape.keeping import Kept
from podlab.sandbox.tape.moments import moment_at
from podlab.sandbox.tape.timeline import KINDS, timeline

MOMENTS_LISTED = 200


def moment_asked(request: HttpRequest, latest: float) -> float:
    """`?at=`, in seconds since 1970; the latest moment for anything else."""
    try:
        at = float(request.GET.get("at", ""))
    except ValueError:
        return latest
    return at if math.isfinite(at) else latest


def picture_then(
    pod: JsonObject, entries: Sequence[JsonObject], at: float, *, xray: bool = False
) -> dict[str, Any]:
    """The picture and the Status panel of that moment."""
    moment = moment_at(pod, entries, at)
    return {
        "pod": moment.pod,
        "ended_then": moment.ended,
        **draw_both(moment.pod, moment.activity, xray=xray),
        **statuses(moment.pod),
    }


def panels_then(entries: Iterable[JsonObject], at: float) -> dict[str, Any]:
    """The rows of each reading, up to that moment."""
    seen = [entry for entry in entries if entry["time"] <= at]
    return {
        panel: with_moments([each for each in seen if each["kind"] in kinds][-ROWS:])
        for panel, kinds in PANELS.items()
    }


def word_of(mark: JsonObject) -> str:
    """What kind of mark it is."""
    word = KINDS[mark["kind"]]
    return _(word)


def moments_listed(pod: JsonObject, kept: Iterable[Kept]) -> list[JsonObject]:
    """The newest of what happened, the newest first, for those who read it as a list."""
    told = timeline(pod, kept)
    marks = sorted([*told["states"], *told["marks"]], key=lambda mark: float(mark["time"]))
    return [
        {**mark, "at": datetime.fromtimestamp(mark["time"], UTC), "word": word_of(mark)}
        for mark in reversed(marks[-MOMENTS_LISTED:])
    ]
