"""Building an image of a scene: what node tells of it, and how it ends."""

import json
from collections.abc import Iterable

from podlab.cluster import Refused, connect
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes.actions.reports import Did
from podlab.exercises.scenes.images.reading import IMAGES, order_of, path_of_image, read_image
from podlab.exercises.scenes.images.telling import Telling
from podlab.exercises.scenes.manifests import text_of
from podlab.exercises.scenes.problems import SceneProblem
from podlab.exercises.scenes.running.making import note
from podlab.exercises.scenes.scene import namespace_of
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.objects import JsonObject

SILENT_SECONDS = 60.0  # node says something every ten
MI = 1 << 20


async def build(
    record: SceneRun, exercise: LoadedExercise, attempt: Attempt, address: str, dockerfile: str
) -> Did:
    """Build it, and note it with the scene. Raises InvalidManifest (each mistake at its line),
    SceneProblem, ClusterError.
    """
    unit = exercise.spec.scene.by_address[address]
    namespace = namespace_of(attempt)
    await note(record, [[IMAGES, unit.name]])
    telling = Telling(side_of(address), address)
    end: JsonObject = {"type": "failed", "text": "node went silent"}
    cluster, path = await connect(), path_of_image(namespace, unit.name)
    order = order_of(exercise, attempt.variables, unit, dockerfile)
    async for line in cluster.converse(path, order, SILENT_SECONDS):
        if line.strip():
            end = json.loads(line)
            await telling.hear(end)
    must_be_built(end, telling)
    seen = await read_image(namespace, unit.name)
    return Did(docker=typed_build(unit), stdout=f"{telling.text}\n{summary(unit, seen)}")


def must_be_built(end: JsonObject, telling: Telling) -> None:
    """Raises InvalidManifest for every other end than an image."""
    if end["type"] == "refused":
        raise InvalidManifest(errors_of(end["refusals"]))
    if end["type"] != "built":
        said = [line for line in telling.lines if line.startswith("  ")][-6:]
        problem = "\n".join([*said, str(end["text"])]).strip()
        raise InvalidManifest([FieldError("", problem, line=int(end.get("line") or 1))])


def errors_of(refusals: Iterable[JsonObject]) -> list[FieldError]:
    """What node refuses, as the editor marks it."""
    return [
        FieldError("", each["problem"], each.get("advice", ""), int(each["line"]))
        for each in refusals
    ]


async def build_unit(
    record: SceneRun, exercise: LoadedExercise, attempt: Attempt, address: str
) -> Did:
    """Build a unit as it is written, or as the learner has made it; what is wrong is a refusal."""
    unit = exercise.spec.scene.by_address[address]
    if unit.kind != "image":
        raise SceneProblem(f"{unit.name} is no image.")
    text = text_of(exercise, attempt, address, unit)
    try:
        return await build(record, exercise, attempt, address, text)
    except InvalidManifest as invalid:
        raise Refused(f"{unit.source}: {invalid}", "Invalid") from invalid


async def build_again(
    record: SceneRun, exercise: LoadedExercise, attempt: Attempt, addresses: Iterable[str]
) -> None:
    """Build what a scene had before, in its order. What fails is seen where it is needed."""
    wanted = set(addresses)
    for address, unit in exercise.spec.scene.by_address.items():
        if unit.kind == "image" and address in wanted:
            try:
                await build_unit(record, exercise, attempt, address)
            except Refused:
                continue


def typed_build(unit: Unit) -> str:
    """What one types for it."""
    folder = unit.context or "."
    return f"docker build --network none -t built/{unit.name} -f {unit.source} {folder}"


def summary(unit: Unit, seen: JsonObject | None) -> str:
    """The image in a line."""
    if seen is None:
        return ""
    size, layers = seen["size"] / MI, seen["layer_count"]
    return f"built/{unit.name}: {size:.1f} MiB, layers: {layers}"


def side_of(address: str) -> str:
    return address.partition("/")[0] if "/" in address else ""
