"""What a unit is made of: its file with the attempt's variables, or what the learner made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import yaml

from podlab.curriculum.format.scene import Unit
from podlab.curriculum.library import LoadedExercise, Unreadable, fill
from podlab.exercises.models import Attempt
from podlab.exercises.scenes.problems import BrokenScene
from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import Document, parse_manifest
from podlab.pods.objects import JsonObject

RESOURCES = {
    "Pod": "pods",
    "ConfigMap": "configmaps",
    "Secret": "secrets",
    "PersistentVolumeClaim": "persistentvolumeclaims",
    "Service": "services",
    "Deployment": "deployments",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers",
}
MAIN = {"pod": "Pod", "container": "Pod", "deployment": "Deployment"}


@dataclass(frozen=True)
class UnitManifest:
    """One unit's text, its Pod or Deployment, and the objects that it needs."""

    address: str
    unit: Unit
    text: str
    main: JsonObject
    needs: tuple[Document, ...]

    @property
    def alone(self) -> str:
        """The text of the Pod or Deployment without what it needs."""
        return yaml.safe_dump(self.main, sort_keys=False) if self.needs else self.text

    @property
    def without_needs(self) -> "UnitManifest":
        """The Pod or Deployment alone."""
        return replace(self, text=self.alone, needs=())


def manifests_of(
    exercise: LoadedExercise, attempt: Attempt, units: Mapping[str, Unit]
) -> list[UnitManifest]:
    """Those of these units, in their order. Raises BrokenScene."""
    return [
        unit_manifest(address, unit, text_of(exercise, attempt, address, unit))
        for address, unit in units.items()
    ]


def text_of(exercise: LoadedExercise, attempt: Attempt, address: str, unit: Unit) -> str:
    """What the learner made of the unit, else its file with the variables filled in."""
    made: str | None = attempt.manifests.get(address)
    return made if made is not None else file_text(exercise, attempt, unit.source)


def file_text(exercise: LoadedExercise, attempt: Attempt, path: str) -> str:
    """A file of the exercise with the attempt's variables. Raises BrokenScene."""
    try:
        return fill(exercise.read(path), attempt.variables)
    except Unreadable as error:
        raise BrokenScene(str(error)) from error


def unit_manifest(address: str, unit: Unit, text: str) -> UnitManifest:
    """Read a unit's text. Raises BrokenScene when the unit is not in it."""
    if unit.kind == "image":
        raise BrokenScene(f"{unit.name} is an image, which is built: it has no manifest")
    documents = objects_in(text, unit.source)
    kind = MAIN[unit.kind]
    mains = [each for each in documents if each.kind == kind]
    if len(mains) != 1 or name_of(mains[0]) != unit.name:
        raise BrokenScene(f"{unit.source}: must hold one {kind}, named {unit.name}")
    needs = tuple(each for each in documents if each is not mains[0])
    return UnitManifest(address, unit, text, mains[0].object, needs)


def objects_in(text: str, source: str) -> tuple[Document, ...]:
    """Every object of a file. Raises BrokenScene for what can't be read or doesn't belong here."""
    try:
        documents = parse_manifest(text, kinds=None).documents
    except InvalidManifest as invalid:
        raise BrokenScene(f"{source}: {invalid}") from invalid
    for document in documents:
        if document.kind not in RESOURCES:
            raise BrokenScene(f"{source}: a scene has no {document.kind or 'object without kind'}")
        if not name_of(document):
            raise BrokenScene(f"{source}: each object needs a metadata.name")
    return documents


def name_of(document: Document) -> str:
    """The object's name; "" when it has none."""
    metadata = document.object.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""


def needed_first(documents: Iterable[Document]) -> list[Document]:
    """What Pods need, then who makes Pods, then who scales those."""
    order = list(RESOURCES)
    late = {"Pod": 1, "Deployment": 1, "HorizontalPodAutoscaler": 2}
    return sorted(documents, key=lambda each: (late.get(each.kind, 0), order.index(each.kind)))
