"""The Dockerfiles of an exercise: what node would refuse to build."""

from collections.abc import Iterator

from podlab.builds.limits import Refused, plan
from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.library import LoadedExercise, LoadedPack
from podlab.curriculum.linting.findings import Finding, wrong_in


def built_images(spec: Exercise) -> set[str]:
    """What its Pods and Dockerfiles call the images that it builds."""
    units = spec.scene.by_address.values()
    return {f"built/{unit.name}" for unit in units if unit.kind == "image"}


def dockerfile_findings(
    exercise: LoadedExercise, path: str, unit: Unit, pack: LoadedPack
) -> Iterator[Finding]:
    """Every refusal at its line; images are those of pack.yaml, and those of the exercise."""
    known = {*pack.spec.images, *built_images(exercise.spec)} - {f"built/{unit.name}"}

    def image_of(image: str) -> str:
        return image if image.partition(":")[0] in known else ""

    try:
        plan(exercise.read(path), image_of, ", ".join(sorted(known)))
    except Refused as refused:
        for each in refused.refusals:
            yield wrong_in(exercise, path, each.line, f"{each.problem}. {each.advice}".strip())
