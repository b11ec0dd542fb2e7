"""Finding an attempt's scene, and whether one is up."""

from django.utils.translation import gettext as _

from podlab.curriculum.library import LoadedExercise
from podlab.curriculum.shelves import lesson_of
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes.problems import BrokenScene
from podlab.exercises.scenes.scene import Scene
from podlab.sandbox.models import PodRun


def exercise_of(attempt: Attempt) -> LoadedExercise:
    """The attempt's exercise: its edition, or as it is now. Raises BrokenScene when it is gone."""
    try:
        return lesson_of(attempt.pack, attempt.exercise, attempt.edition)
    except KeyError as error:
        told = _("There is no exercise %(name)s any more.") % {"name": attempt}
        raise BrokenScene(told) from error


async def current(attempt: Attempt) -> Scene | None:
    """The attempt's scene; None before it begins and after it has ended."""
    record = await SceneRun.objects.filter(attempt=attempt, ended_at=None).afirst()
    return await scene_of(attempt, record) if record else None


async def last(attempt: Attempt) -> SceneRun | None:
    """The newest scene that the attempt has had: when and why it ended."""
    return await SceneRun.objects.filter(attempt=attempt).afirst()


async def scene_of(attempt: Attempt, record: SceneRun) -> Scene:
    """The scene of a record."""
    exercise = exercise_of(attempt)
    runs: dict[str, PodRun] = {}
    began = PodRun.objects.filter(scene=attempt.uid, created_at__gte=record.began_at)
    async for run in began.order_by("created_at"):
        runs[run.unit] = run
    units = exercise.spec.scene.by_address
    single = {at: run for at, run in runs.items() if at in units and not units[at].deployment}
    return Scene(attempt, exercise, record, single)
