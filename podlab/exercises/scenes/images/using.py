"""The Pods of a scene that run an image which it builds."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.exercises.scenes.images.building import build
from podlab.exercises.scenes.manifests import UnitManifest, manifests_of
from podlab.exercises.scenes.running.remaking import put_in_place
from podlab.exercises.scenes.scene import Scene

REBUILT = "its image was built again"


async def build_and_use(scene: Scene, address: str, dockerfile: str) -> None:
    """Build the image, then make the scene's Pods that run it, in place of those that are there.

    Raises InvalidManifest (each mistake at its line), SceneProblem, ClusterError.
    """
    await build(scene.record, scene.exercise, scene.attempt, address, dockerfile)
    for manifest in users_of(scene, scene.units[address].name):
        await put_in_place(scene, manifest.without_needs, REBUILT)


def users_of(scene: Scene, image: str) -> list[UnitManifest]:
    """The units whose Pods name the image."""
    units = {at: unit for at, unit in scene.units.items() if unit.kind != "image"}
    found = manifests_of(scene.exercise, scene.attempt, units)
    return [each for each in found if f"built/{image}" in images_in(each.main)]


def images_in(main: Mapping[str, Any]) -> Iterator[str]:
    """The images that a Pod or a Deployment names."""
    spec = main.get("spec") or {}
    if main.get("kind") == "Deployment":
        spec = (spec.get("template") or {}).get("spec") or {}
    for listed in ("initContainers", "containers"):
        yield from (str(each.get("image")) for each in spec.get(listed) or ())
