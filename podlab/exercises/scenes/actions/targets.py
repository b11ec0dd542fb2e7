"""Where an action happens: one target for each side, each with its side's name."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from podlab.cluster import Refused
from podlab.curriculum.format.steps import Where
from podlab.exercises.places import Place
from podlab.exercises.scenes.running.settling import wait_for
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject

SIDES = ("left", "right")
SECONDS_TO_RUN_AGAIN = 5.0


@dataclass(frozen=True)
class Target:
    """One place of an action. `side` is "" in a scene without twins."""

    side: str
    place: Place


@dataclass(frozen=True)
class Found:
    """A container that is there: of which Pod, by the names that the commands take."""

    namespace: str
    pod: str
    container: str


def targets(scene: Scene, where: Where) -> list[Target]:
    """Each place of `where`; in `{left: client}` the side need not be said again."""
    if isinstance(where, str):
        return [target(scene, where)]
    return [target(scene, address_on(scene, side, where[side])) for side in SIDES if side in where]


def address_on(scene: Scene, side: str, place: str) -> str:
    """The place with its side before it, unless it is there already."""
    said = place.startswith(f"{side}/") and place.split("/")[1] in names_on(scene, side)
    return place if said else f"{side}/{place}"


def names_on(scene: Scene, side: str) -> set[str]:
    return {at.split("/")[1] for at in scene.units if at.startswith(f"{side}/")}


def target(scene: Scene, address: str) -> Target:
    place = scene.place(address)
    side = place.unit.partition("/")[0]
    return Target(side if scene.spec.scene.twins else "", place)


async def find_container(scene: Scene, place: Place) -> Found:
    """The Pod and the container of a place; its first container when none is named.

    One that is just being started again is waited for. Raises Refused when there is no such Pod.
    """
    pod = await scene.pod(place.unit)
    if pod is None:
        raise Refused(f"{scene.units[place.unit].name} is not there", "NotFound")
    container = place.container or pod["spec"]["containers"][0]["name"]
    if place.unit in scene.runs and not is_running(container, pod):
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_RUN_AGAIN):
                await wait_for(scene.runs[place.unit], partial(runs_or_never_will, container))
    return Found(scene.namespace, pod["metadata"]["name"], container)


def is_running(container: str, pod: JsonObject) -> bool:
    listed = (pod.get("status") or {}).get("containerStatuses") or []
    return any(each["name"] == container and "running" in each["state"] for each in listed)


def runs_or_never_will(container: str, pod: JsonObject) -> bool:
    phase = (pod.get("status") or {}).get("phase")
    return phase in {"Succeeded", "Failed"} or is_running(container, pod)
