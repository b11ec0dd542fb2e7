"""All parts of the form over one Pod, in the order of the page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from podlab.pods.errors import FieldError
from podlab.sandbox.compose.face.containers import ContainerPart, MountPart, PortPart
from podlab.sandbox.compose.face.objects import Steps, get, items_of
from podlab.sandbox.compose.face.parts import Part
from podlab.sandbox.compose.face.pods import PodPart, VolumePart
from podlab.sandbox.compose.face.probes import PROBES, ProbePart
from podlab.sandbox.compose.face.variables import VariablePart

Data = Mapping[str, str] | None


@dataclass(frozen=True)
class Rows:
    """The items of one list, each as a part; `place` is what its buttons name."""

    place: str
    parts: tuple[Part, ...]
    by_hand: bool


@dataclass(frozen=True)
class Card:
    """One container with all that belongs to it."""

    place: str
    part: ContainerPart
    ports: Rows
    variables: Rows
    mounts: Rows
    probes: tuple[tuple[str, Any, ProbePart | None], ...]
    alone: bool

    def parts(self) -> Iterator[Part]:
        """The container's own first."""
        yield self.part
        for rows in (self.ports, self.variables, self.mounts):
            yield from rows.parts
        yield from (part for _, _, part in self.probes if part)

    @property
    def title(self) -> str:
        name = self.part.obj.get("name")
        return name if isinstance(name, str) and name else _("no name yet")


class PodForm:
    """The form over a Pod; with `data` it holds what was posted."""

    def __init__(self, pod: dict[str, Any], data: Data = None) -> None:
        self.pod = pod
        spec = pod.get("spec")
        self.head = PodPart((), pod, data)
        self.init = self._cards("initContainers", data)
        self.main = self._cards("containers", data)
        self.volumes = rows_of(VolumePart, ("spec",), spec, "volumes", data)

    def _cards(self, key: str, data: Data) -> tuple[Card, ...]:
        items = items_of(self.pod.get("spec"), key)
        return tuple(
            card(("spec", key, number), item, data, alone=len(items) == 1 and key == "containers")
            for number, item in items
        )

    def parts(self) -> Iterator[Part]:
        """Every part there is."""
        yield self.head
        for each in (*self.init, *self.main):
            yield from each.parts()
        yield from self.volumes.parts

    @property
    def size(self) -> int:
        """How many fields there are."""
        return sum(len(part.fields) for part in self.parts())

    def is_valid(self) -> bool:
        """Whether all that was posted can be written."""
        return not [part for part in self.parts() if not part.is_valid()]

    def write(self) -> None:
        """Bring all that was changed into the Pod."""
        for part in self.parts():
            part.write(self.pod)

    def show(self, problems: Iterable[FieldError]) -> None:
        """Let each problem stand at the field that is nearest to its path."""
        fields = [field for part in self.parts() for field in part.fields.values()]
        for problem in problems:
            path = problem.where or problem.path
            near = [field for field in fields if path and is_within(path, field.path)]  # type: ignore[attr-defined]
            if near:
                best = max(near, key=lambda field: len(field.path))  # type: ignore[attr-defined]
                best.problems.append(problem.problem)  # type: ignore[attr-defined]

    @property
    def volume_names(self) -> list[str]:
        return [str(part.obj.get("name", "")) for part in self.volumes.parts]


def card(steps: Steps, item: dict[str, Any], data: Data, *, alone: bool) -> Card:
    """A container's card."""
    return Card(
        place="-".join(map(str, steps)),
        part=ContainerPart(steps, item, data),
        ports=rows_of(PortPart, steps, item, "ports", data),
        variables=rows_of(VariablePart, steps, item, "env", data),
        mounts=rows_of(MountPart, steps, item, "volumeMounts", data),
        probes=tuple(
            (f"{'-'.join(map(str, steps))}-{key}", label, probe(steps, item, key, data))
            for key, label in PROBES.items()
        ),
        alone=alone,
    )


def probe(steps: Steps, item: dict[str, Any], key: str, data: Data) -> ProbePart | None:
    """The part of a probe that is there."""
    found = item.get(key)
    return ProbePart((*steps, key), found, data) if isinstance(found, dict) else None


def rows_of(kind: type[Part], steps: Steps, holder: Any, key: str, data: Data) -> Rows:
    """The rows of a list; `by_hand` when there is more in it than the form can show."""
    items = items_of(holder, key)
    parts = tuple(kind((*steps, key, number), item, data) for number, item in items)
    found = get(holder, (key,))
    by_hand = found is not None and (not isinstance(found, list) or len(found) != len(items))
    return Rows("-".join(map(str, (*steps, key))), parts, by_hand)


def is_within(path: str, outer: str) -> bool:
    """Whether a path is the outer one or below it."""
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))
