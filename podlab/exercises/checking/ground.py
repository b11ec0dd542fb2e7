"""What an evaluation stands on: the scene, the step's time, the answers, and the Pods in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from podlab.exercises.checking.pods.statuses import is_going
from podlab.exercises.checking.scene import CheckedScene
from podlab.exercises.checking.verdicts import CannotCheck
from podlab.exercises.places import Place
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun


@dataclass(frozen=True)
class Ground:
    """`since` is when the step's button was pressed; `answers` are by step."""

    scene: CheckedScene
    since: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)

    def place(self, text: str) -> Place:
        """Read an address; raises CannotCheck."""
        try:
            return self.scene.place(text)
        except KeyError as problem:
            raise CannotCheck(_("this scene has no %(place)s") % {"place": text}) from problem

    def run(self, unit: str) -> PodRun:
        """The unit's run; raises CannotCheck where it has none to watch."""
        run = self.scene.runs.get(unit)
        if run is None:
            raise CannotCheck(_("%(unit)s is not watched") % {"unit": unit})
        return run

    async def pod(self, unit: str) -> JsonObject | None:
        """The unit's Pod, from the watching where that knows it. Raises ClusterError."""
        run = self.scene.runs.get(unit)
        topic = hub().known(run.uid) if run else None
        if topic and topic.pod and not topic.over and not is_going(topic.pod):
            return topic.pod
        return await self.scene.pod(unit)

    async def pods(self, unit: str) -> list[JsonObject]:
        """All of the unit's Pods. Raises ClusterError."""
        if self.scene.units[unit].kind == "deployment":
            return await self.scene.pods(unit)
        pod = await self.pod(unit)
        return [pod] if pod else []

    async def pods_or_none(self, unit: str) -> Sequence[JsonObject | None]:
        """All of the unit's Pods, or None once where there is none. Raises ClusterError."""
        return await self.pods(unit) or [None]

    async def last_seen(self, unit: str) -> JsonObject | None:
        """The unit's Pod, or how it was when it was last seen. Raises ClusterError."""
        run = self.scene.runs.get(unit) or await self._latest_run(unit)
        topic = hub().known(run.uid) if run else None
        return topic.pod if topic and topic.pod else await self.scene.pod(unit)

    async def _latest_run(self, unit: str) -> PodRun | None:
        """The unit's latest run, gone or not."""
        runs = PodRun.objects.filter(scene=self.scene.attempt.pk, unit=unit)
        return await runs.order_by("-created_at").afirst()

    def container(self, place: Place, pod: JsonObject) -> str:
        """The container that is meant: a Pod's only one needs no name. Raises CannotCheck."""
        names = [str(each["name"]) for each in pod["spec"]["containers"]]
        if place.container or len(names) == 1:
            return place.container or names[0]
        raise CannotCheck(
            _("%(place)s has several containers; name one of %(names)s")
            % {"place": place, "names": ", ".join(names)}
        )

    def began(self, unit: str, pod: JsonObject | None = None) -> JsonObject | None:
        """How the Pod (else the unit's first) was when the scene had begun."""
        found = self.scene.baseline.get(unit) or []
        uid = pod["metadata"]["uid"] if pod else ""
        same = [each for each in found if each["uid"] == uid]
        return next(iter([*same, *found]), None)

    def time(self, since: str) -> datetime | None:
        """From when on something counts: from the step, or from the beginning."""
        return self.since if since == "step" else None
