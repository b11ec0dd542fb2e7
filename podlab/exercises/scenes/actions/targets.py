"""Where an action happens: one target for each side, each with its side's name."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from podlab.cluster import Refused
from podlab.curriculum.format.steps import Where
from podlab.exercises.places import Place
from podlab.exercises.scenes.actions.addresses import addresses_of
from podlab.exercises.scenes.running.settling import wait_for
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject

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
    """Each place of `where`, with its side."""
    found = addresses_of(scene.units, where)
    return [Target(side, scene.place(address)) for side, address in found]


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
