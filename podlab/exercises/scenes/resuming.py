"""What the learner's steps have brought into a scene so far, to be built again with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.format.steps import Apply, Build
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.models import Attempt, Done
from podlab.exercises.results import Outcome
from podlab.exercises.scenes.actions.addresses import addresses_of
from podlab.exercises.scenes.manifests import (
    UnitManifest,
    file_text,
    objects_in,
    text_of,
    unit_manifest,
)
from podlab.pods.manifest import Document


@dataclass(frozen=True)
class Applied:
    """By units' addresses, the file that was applied last, and the files of other objects."""

    units: Mapping[str, str | None]
    files: tuple[str, ...]


async def applied_so_far(attempt: Attempt, spec: Exercise) -> Applied:
    """What the steps did that were carried out to their end."""
    finished = attempt.done.filter(finished_at__isnull=False).order_by("at")
    steps = {step.id: step for step in spec.steps}
    units: dict[str, str | None] = dict.fromkeys(attempt.manifests)
    files: list[str] = []
    async for done in finished:
        step = steps.get(done.step)
        if step is None or step.do is None or not all_passed(done):
            continue
        for action in step.do.actions:
            if isinstance(action, Apply | Build) and action.of:
                places = addresses_of(spec.scene.by_address, action.of)
                units |= {address: getattr(action, "source", None) for _, address in places}
            elif isinstance(action, Apply) and action.source and action.source not in files:
                files.append(action.source)
    return Applied(units, tuple(files))


def all_passed(done: Done) -> bool:
    return all(result["outcome"] == Outcome.PASS for result in done.results)


def manifests_to_begin(
    exercise: LoadedExercise, attempt: Attempt, applied: Applied
) -> list[UnitManifest]:
    """The units that begin together, as they were when the learner was here last.

    Raises BrokenScene.
    """
    return [
        unit_manifest(address, unit, latest_text(exercise, attempt, address, unit, applied))
        for address, unit in exercise.spec.scene.by_address.items()
        if unit.kind != "image" and (not unit.later or address in applied.units)
    ]


def others_to_begin(exercise: LoadedExercise, attempt: Attempt, applied: Applied) -> list[Document]:
    """The objects of files that steps have applied. Raises BrokenScene."""
    texts = ((path, file_text(exercise, attempt, path)) for path in applied.files)
    return [document for path, text in texts for document in objects_in(text, path)]


def latest_text(
    exercise: LoadedExercise, attempt: Attempt, address: str, unit: Unit, applied: Applied
) -> str:
    """What the learner made of it, else the file that was applied last, else its own."""
    source = applied.units.get(address)
    if source and address not in attempt.manifests:
        return file_text(exercise, attempt, source)
    return text_of(exercise, attempt, address, unit)
