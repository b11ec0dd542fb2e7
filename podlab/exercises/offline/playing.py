"""A lesson played once from its beginning to its end, for a file without a learner."""

from django.utils.translation import get_language

from podlab.curriculum.format.steps import Step
from podlab.curriculum.library import LoadedExercise, fill
from podlab.exercises.checking import judge_all
from podlab.exercises.learning.keeping import pressed_steps
from podlab.exercises.learning.progress import way_through
from podlab.exercises.models import Attempt
from podlab.exercises.offline.rendering import lesson_as_file
from podlab.exercises.page.parts.evidence import measure
from podlab.exercises.page.visit import Visit
from podlab.exercises.proving.stage import Stage, stage_of
from podlab.exercises.scenes import perform, replace_unit, runs_of, settle
from podlab.sandbox.live.hub import hub


async def played(lesson: LoadedExercise) -> str:
    """The lesson's file with what is found now, on a scene of its own that is gone afterwards.

    Raises ClusterError, SceneProblem.
    """
    lesson = lesson.translated(get_language() or "en")
    async with stage_of(lesson, {}, patience=3.0) as stage:
        visit = await visit_to(lesson, stage.attempt)
        for step in visit.spec.steps:
            await play(stage, visit, step)
        return await lesson_as_file(await visit_to(lesson, stage.attempt), whole=True)


async def visit_to(lesson: LoadedExercise, attempt: Attempt) -> Visit:
    """A visit with nothing answered, to which every stage is open."""
    spec = fill(lesson.spec, attempt.variables)
    ran = frozenset(await pressed_steps(attempt))
    way = way_through(spec, [step.id for step in spec.steps])
    return Visit(lesson, spec, attempt, {}, ran, way, get_language() or "en")


async def play(stage: Stage, visit: Visit, step: Step) -> None:
    """Press the step's button and measure its cards, or put the solution in place and judge it."""
    scene = await stage.scene()
    if step.do:
        await perform(scene, step, "offline")
        await watch_deployments(stage)
        await measure(visit, await stage.scene(), step)
    elif step.checkpoint:
        path = visit.spec.solution.units.get(step.checkpoint.edit or "")
        if step.checkpoint.edit and path:
            text = fill(visit.lesson.read(path), visit.attempt.variables)
            await replace_unit(scene, step.checkpoint.edit, text)
        await settle(await stage.scene())
        await judge_all(step.checkpoint.checks, await stage.scene())


async def watch_deployments(stage: Stage) -> None:
    """A Deployment's Pods have no run before somebody looks into them."""
    scene = await stage.scene()
    for address, unit in scene.units.items():
        if unit.kind == "deployment":
            for run in await runs_of(scene, address):
                async with hub().watching(run) as topic:
                    await topic.warm()
