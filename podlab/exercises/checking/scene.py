"""What a check needs of a running scene; `podlab.exercises.scenes` has the real one."""

from collections.abc import Mapping
from typing import Any, Protocol

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.models import Attempt
from podlab.exercises.places import Place
from podlab.pods.objects import JsonObject
from podlab.sandbox.models import PodRun


class CheckedScene(Protocol):
    """A frozen view on what runs for an attempt."""

    @property
    def attempt(self) -> Attempt:
        """Whose it is; variables are in it."""

    @property
    def exercise(self) -> LoadedExercise:
        """What it belongs to, as its author wrote it."""

    @property
    def spec(self) -> Exercise:
        """The exercise with the attempt's variables filled in."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """By address: `duo`, or `right/duo`."""

    @property
    def runs(self) -> Mapping[str, PodRun]:
        """The runs of units that are Pods, by address."""

    @property
    def namespace(self) -> str:
        """Where everything of it is."""

    @property
    def baseline(self) -> Mapping[str, Any]:
        """What was there when it had begun: a list of Pods (name, uid, ip, containers) by unit."""

    async def pods(self, unit: str) -> list[JsonObject]:
        """The unit's Pods, a Deployment's as well. Raises ClusterError."""

    async def pod(self, unit: str) -> JsonObject | None:
        """The unit's Pod; None where there is none. Raises ClusterError."""

    def place(self, text: str) -> Place:
        """Read an address; raises KeyError."""
