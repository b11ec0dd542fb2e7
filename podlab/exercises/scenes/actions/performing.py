"""One press of a step's button: its actions one after the other, each on both sides at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from podlab.cluster import ClusterError, Refused
from podlab.curriculum.format.steps import Do, Step
from podlab.exercises.models import Done
from podlab.exercises.places import Place
from podlab.exercises.results import Outcome
from podlab.exercises.scenes.actions import pods
from podlab.exercises.scenes.actions.containers import run_command, send_signal, write_file
from podlab.exercises.scenes.actions.images import build_image
from podlab.exercises.scenes.actions.reports import Did, Report
from podlab.exercises.scenes.actions.targets import Target, targets
from podlab.exercises.scenes.actions.waiting import wait_until
from podlab.exercises.scenes.images.telling import press, without_running
from podlab.exercises.scenes.kubectl.asking import ask_kubectl
from podlab.exercises.scenes.looking import scene_of
from podlab.exercises.scenes.problems import SceneProblem
from podlab.exercises.scenes.running.beginning import unbroken
from podlab.exercises.scenes.running.settling import settle
from podlab.exercises.scenes.scene import Scene
from podlab.sandbox.runs.ending import StillThere

Act = Callable[[Scene, Place, Any], Awaitable[Did]]
ACTS: Mapping[str, Act] = {
    "exec": run_command,
    "write_file": write_file,
    "kill": send_signal,
    "delete_pod": pods.delete_pod,
    "recreate": pods.recreate,
    "scale": pods.scale,
    "apply": pods.apply_unit,
    "build": build_image,
    "kubectl": ask_kubectl,
}
WITHOUT_PLACE: Mapping[str, Act] = {"apply": pods.apply_file, "wait": wait_until}


async def perform(scene: Scene, step: Step, key: str) -> Done:
    """Do what the step says, once for each key; a second call with it gets what the first has.

    Results are kept as they come. An action that could not be done ends the press.
    """
    done, is_new = await Done.objects.aget_or_create(attempt=scene.attempt, step=step.id, key=key)
    if not is_new or step.do is None:
        return done
    return await unbroken(carry_out(scene, step.do, done))


async def carry_out(scene: Scene, do: Do, done: Done) -> Done:
    """One action after the other, once all of the scene has started."""
    settling = [await report("settle", Target("", Place("")), lambda: started(scene))]
    done.results = [each.as_json() for each in settling if each.outcome is not Outcome.PASS]
    press.set(done)
    for action in do.actions if not done.results else ():
        reports = await act(await scene_of(scene.attempt, scene.record), action)
        done.results = without_running(done.results) + [report.as_json() for report in reports]
        await done.asave(update_fields=["results"])
        if any(report.outcome is not Outcome.PASS for report in reports):
            break
    done.finished_at = timezone.now()
    await done.asave(update_fields=["finished_at"])
    return done


async def started(scene: Scene) -> Did:
    await settle(scene)
    return Did()


async def act(scene: Scene, action: Any) -> list[Report]:
    """One action, on all its places at once."""
    where = getattr(action, "place", None) or getattr(action, "of", None)
    if where is None:
        nowhere = Target("", Place(""))
        do = partial(WITHOUT_PLACE[action.action], scene, nowhere.place, action)
        return [await report(action.action, nowhere, do)]
    carry = ACTS[action.action]
    return await asyncio.gather(
        *(
            report(action.action, each, partial(carry, scene, each.place, action))
            for each in targets(scene, where)
        )
    )


async def report(action: str, target: Target, doing: Callable[[], Awaitable[Did]]) -> Report:
    """Do it, and say what came of it."""
    began, now = time.perf_counter(), timezone.now()
    outcome = Outcome.PASS
    try:
        did = await doing()
    except StillThere as name:
        outcome, did = Outcome.FAIL, Did(problem=f"{name} takes longer to end than it should")
    except (Refused, SceneProblem) as problem:
        outcome, did = Outcome.FAIL, Did(problem=str(problem))
    except ClusterError as problem:
        outcome, did = Outcome.ERROR, Did(problem=str(problem))
    took = (time.perf_counter() - began) * 1000
    return Report(action, target.side, str(target.place), outcome, now, took, did)
