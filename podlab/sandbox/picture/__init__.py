"""The Pod picture: from a Pod's spec, status and what was seen of it to SVG and to words.

`pod_view(pod, activity)` reads, `draw_pod(view)` draws, `pod_in_words(view)` tells the same
to those who cannot see it. Pure: no Django, no clock.
"""

from podlab.sandbox.picture.activity import (
    Activity,
    Connection,
    Crossing,
    Listening,
    Namespaces,
    Usage,
    VolumeWrite,
)
from podlab.sandbox.picture.svg import draw_pod
from podlab.sandbox.picture.view import PodView, pod_view
from podlab.sandbox.picture.words import errno_in_words, pod_in_words

__all__ = [
    "Activity",
    "Connection",
    "Crossing",
    "Listening",
    "Namespaces",
    "PodView",
    "Usage",
    "VolumeWrite",
    "draw_pod",
    "errno_in_words",
    "pod_in_words",
    "pod_view",
]
