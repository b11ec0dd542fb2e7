"""The Pod picture as the templates take it: wide, narrow and in words."""

from django.utils.safestring import mark_safe

from podlab.pods.objects import JsonObject
from podlab.sandbox.picture import Activity, draw_pod, pod_in_words, pod_view


def draw_both(pod: JsonObject, activity: Activity) -> dict[str, str | tuple[str, ...]]:
    """`picture_wide` and `picture_narrow` as SVG, `picture_words` for those who can't see it."""
    view = pod_view(pod, activity)
    return {
        "picture_wide": mark_safe(draw_pod(view)),  # noqa: S308 -- draw_pod escapes every text
        "picture_narrow": mark_safe(draw_pod(view, narrow=True)),  # noqa: S308 -- as above
        "picture_words": pod_in_words(view),
    }
