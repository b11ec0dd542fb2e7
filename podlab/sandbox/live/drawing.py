"""The Pod picture as the templates take it: wide, narrow and in words."""

from typing import Any

from django.utils.safestring import mark_safe

from podlab.pods.objects import JsonObject
from podlab.sandbox.picture import Activity, PodView, draw_pod, pod_in_words, pod_view
from podlab.sandbox.runs.commands import namespace_commands


def draw_both(
    pod: JsonObject, activity: Activity, *, xray: bool = False, now: float | None = None
) -> dict[str, Any]:
    """`picture_wide` and `picture_narrow` as SVG, `picture_words` for those who can't see it.

    With X-rays also `namespaces`, the table, and what one would type to read it.
    """
    view = pod_view(pod, activity, now)
    return {
        "picture_wide": mark_safe(draw_pod(view, xray=xray)),  # noqa: S308 -- draw_pod escapes every text
        "picture_narrow": mark_safe(draw_pod(view, narrow=True, xray=xray)),  # noqa: S308 -- as above
        "picture_words": pod_in_words(view),
        **(seen_through(pod, view) if xray else {}),
    }


def seen_through(pod: JsonObject, view: PodView) -> dict[str, Any]:
    """What X-rays add to the page."""
    return {
        "xray": True,
        "namespaces": view.xray,
        "namespace_commands": namespace_commands(pod, view.xray.columns),
    }
