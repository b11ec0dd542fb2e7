"""An image that a scene builds: its layers drawn as a stack, and what two tools say of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.cluster import Refused
from podlab.curriculum.format.scene import Unit
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes import Scene
from podlab.exercises.scenes.images.reading import read_image
from podlab.exercises.scenes.scene import namespace_of
from podlab.pods.objects import JsonObject

KI, MI = 1 << 10, 1 << 20
LEAST_SHARE = 0.6  # percent: a layer that is there is seen


@dataclass(frozen=True)
class LayerShown:
    """One layer; `share` is its part of the image in percent, as long as it is drawn."""

    command: str
    size: str
    share: float


@dataclass(frozen=True)
class ImageShown:
    """What is known of it; nothing but the name before it is built. Layers from the top down.

    `key` is another for each build that made another image.
    """

    name: str
    is_built: bool = False
    size: str = ""
    user: str = ""
    layers: Sequence[LayerShown] = ()
    key: str = ""


async def image_shown(visit: Visit, scene: Scene | None, unit: Unit) -> ImageShown:
    """The image as it is now. Raises ClusterUnavailable."""
    if scene is None:
        return ImageShown(unit.name)
    try:
        seen = await read_image(namespace_of(visit.attempt), unit.name)
    except Refused:  # this cluster builds none
        seen = None
    return shown(unit.name, seen) if seen else ImageShown(unit.name)


def shown(name: str, seen: JsonObject) -> ImageShown:
    """What node told of it."""
    whole = max(seen["size"], 1)
    layers = [
        LayerShown(
            str(each["command"]),
            in_words(each["size"]),
            max(100 * each["size"] / whole, LEAST_SHARE),
        )
        for each in reversed(seen["layers"])
    ]
    key = str(seen["image_id"]).rpartition(":")[2][:12]
    return ImageShown(name, True, in_words(seen["size"]), seen["user"] or "root", layers, key)


def in_words(size: int) -> str:
    """Bytes for people.

    >>> in_words(682_696)
    '667 KiB'
    """
    if size >= MI:
        return _("%(size).1f MiB") % {"size": size / MI}
    return _("%(size)d KiB") % {"size": -(-size // KI)}
