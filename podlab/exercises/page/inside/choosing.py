"""Which Pods of a lesson one may look into at a stage, and into which one looks at first."""

from collections.abc import Sequence
from dataclasses import dataclass

from podlab.exercises.page.parts.sides import wanted
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes import Scene, runs_of
from podlab.sandbox.models import PodRun


@dataclass(frozen=True)
class Inner:
    """A Pod, or a separate container, that runs for the lesson, and what it is called here."""

    run: PodRun
    label: str
    is_pod: bool


async def inner_of(visit: Visit, scene: Scene | None) -> list[Inner]:
    """All that the stage is about and that is there now. Raises ClusterUnavailable."""
    if scene is None:
        return []
    found: list[Inner] = []
    for address, unit in wanted(visit, scene).items():
        is_pod = unit.kind != "container"
        runs = await runs_of(scene, address)
        found += [Inner(run, label_of(visit, address, run), is_pod) for run in runs]
    return found


def label_of(visit: Visit, address: str, run: PodRun) -> str:
    """Its name, and on which side it is."""
    twins, side = visit.spec.scene.twins, address.partition("/")[0]
    if twins is None:
        return run.name
    return f"{run.name} · {twins.left.label if side == 'left' else twins.right.label}"


def chosen(inner: Sequence[Inner], asked: str) -> Inner | None:
    """The one that is asked for, else the first Pod, else the first container."""
    named = [each for each in inner if str(each.run.uid) == asked]
    pods = [each for each in inner if each.is_pod]
    return next(iter([*named, *pods, *inner]), None)
