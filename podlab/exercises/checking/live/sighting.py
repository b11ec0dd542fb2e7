"""The scene of an attempt, read anew only when something of it has changed."""

import time

from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes.looking import current
from podlab.exercises.scenes.scene import Scene
from podlab.sandbox.models import PodRun

SECONDS_KEPT = 10.0  # its exercise may have been edited


class Sighting:
    """Remembers the scene that was read last, and what it was read from."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._scene: Scene | None = None
        self._known: object = None
        self._read_at = float("-inf")

    async def scene(self) -> Scene | None:
        """The scene that is up, if there is one. Raises SceneProblem."""
        known = await self._traces()
        if known != self._known or time.monotonic() - self._read_at > SECONDS_KEPT:
            self._scene = await current(self._attempt)
            self._known, self._read_at = known, time.monotonic()
        return self._scene

    async def _traces(self) -> object:
        """What changes with the scene: when it settled and ended, which runs it has."""
        uid = self._attempt.uid
        records = SceneRun.objects.filter(attempt=uid).order_by("pk")
        runs = PodRun.objects.filter(scene=uid).order_by("pk")
        return (
            [each async for each in records.values_list("pk", "settled_at", "ended_at")],
            [each async for each in runs.values_list("pk", "pod_uid", "removed_at")],
        )
