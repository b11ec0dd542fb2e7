"""A scene that is up: its units, the run of each, and the Pods that are there now."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings

from podlab.cluster import NotFound, connect
from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.library import LoadedExercise, fill
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.places import Place, place_of
from podlab.pods.objects import JsonObject
from podlab.sandbox import reading
from podlab.sandbox.models import PodRun


@dataclass(frozen=True)
class Scene:
    """What runs for an attempt, as it was when this was read; `current` reads it anew.

    `runs` has the newest run of each unit that is a Pod or a separate container, be it ended;
    a `later` unit has none before it is applied.
    """

    attempt: Attempt
    exercise: LoadedExercise
    record: SceneRun
    runs: Mapping[str, PodRun]

    @cached_property
    def spec(self) -> Exercise:
        """The exercise with the attempt's variables filled in."""
        return fill(self.exercise.spec, self.attempt.variables)

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Every unit by its address."""
        return self.spec.scene.by_address

    @property
    def namespace(self) -> str:
        return namespace_of(self.attempt)

    @property
    def minutes(self) -> int:
        """How long it runs, and what an extension adds; the server's minutes if those are fewer."""
        return min(self.spec.limits.minutes, settings.PODLAB_RUN_MINUTES)

    @property
    def baseline(self) -> Mapping[str, Any]:
        """What was there when the scene had begun, by unit: a list of Pods as `seen_of` says."""
        found: Mapping[str, Any] = self.record.baseline
        return found

    def place(self, text: str) -> Place:
        """Read an address of this scene. Raises KeyError when it has no such unit."""
        return place_of(text, self.units)

    async def pods(self, unit: str) -> list[JsonObject]:
        """The unit's Pods, oldest first; a Deployment's, those that are ending included.

        Raises ClusterUnavailable.
        """
        if self.units[unit].kind == "deployment":
            return await pods_of_deployment(self.namespace, self.units[unit].name)
        run = self.runs.get(unit)
        pod = await reading.pod_of(run) if run else None
        return [pod] if pod else []

    async def pod(self, unit: str) -> JsonObject | None:
        """The unit's Pod, a Deployment's first that is not ending; None while there is none."""
        there = await self.pods(unit)
        staying = [pod for pod in there if "deletionTimestamp" not in pod["metadata"]]
        return next(iter([*staying, *there]), None)


def namespace_of(owned: Attempt | SceneRun) -> str:
    """Where the learner's Pods run, those of the sandbox as well."""
    return f"learner-{owned.owner_key}"


async def pods_of_deployment(namespace: str, name: str) -> list[JsonObject]:
    """The Pods of its ReplicaSets, oldest first; none when there is no such Deployment."""
    cluster = await connect()
    try:
        deployment = await cluster.get("deployments", namespace, name)
    except NotFound:
        return []
    sets, pods = await asyncio.gather(
        cluster.list("replicasets", namespace), cluster.list("pods", namespace)
    )
    owners = {each["metadata"]["uid"] for each in owned_by({uid_of(deployment)}, sets)}
    return sorted(owned_by(owners, pods), key=born)


def owned_by(owners: set[str], listed: JsonObject) -> list[JsonObject]:
    """The items of a list that one of these owns."""
    return [
        item
        for item in listed["items"]
        if any(owner["uid"] in owners for owner in item["metadata"].get("ownerReferences") or [])
    ]


def uid_of(obj: JsonObject) -> str:
    return str(obj["metadata"]["uid"])


def born(obj: JsonObject) -> tuple[str, str]:
    metadata = obj["metadata"]
    return metadata.get("creationTimestamp") or "", metadata["name"]
