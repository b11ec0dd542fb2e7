"""Where everything in the picture stands: a `PodView` becomes a `Scene` of boxes and lines."""

from podlab.sandbox.picture.layout.narrow import narrow_scene
from podlab.sandbox.picture.layout.scene import Scene
from podlab.sandbox.picture.layout.wide import wide_scene

__all__ = ["Scene", "narrow_scene", "wide_scene"]
