"""The checks of what is said, read and decided."""

import logging

from podlab.curriculum.format.assertions import AnswerIs, ExecSays, LogSays, ScriptSays
from podlab.curriculum.library import Unreadable
from podlab.exercises.checking.commands.deciding import (
    decide_answer,
    decide_exec,
    decide_log,
    decide_script,
)
from podlab.exercises.checking.commands.reading import log_of, run_script
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.namespaces import not_running
from podlab.exercises.checking.insides.running import run_in
from podlab.exercises.checking.pods.statuses import is_running
from podlab.exercises.checking.verdicts import CannotCheck, exec_in, kubectl
from podlab.exercises.results import Result

logger = logging.getLogger(__name__)
SECONDS_OF_A_SCRIPT = 20.0


async def check_exec(wanted: ExecSays, ground: Ground) -> Result:
    """Run the command and look at what it says."""
    place = ground.place(wanted.place)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(wanted.place, " ".join(wanted.command))
    container, name = ground.container(place, pod), pod["metadata"]["name"]
    command = exec_in(ground.scene.namespace, name, place.container, *wanted.command)
    return decide_exec(wanted, await run_in(pod, container, wanted.command), command)


async def check_log(wanted: LogSays, ground: Ground) -> Result:
    """The container's log, also after its end."""
    place = ground.place(wanted.place)
    pod = await ground.pod(place.unit)
    if pod is None:
        return not_running(wanted.place, wanted.contains)
    container, since = ground.container(place, pod), ground.time(wanted.since)
    lines = await log_of(pod, container, since, previous=wanted.previous)
    words = ["logs", pod["metadata"]["name"], "-c", container]
    words += ["--previous"] if wanted.previous else []
    return decide_log(wanted, lines, kubectl(ground.scene.namespace, *words))


async def check_answer(wanted: AnswerIs, ground: Ground) -> Result:
    """Measure, and compare with what was typed."""
    place = ground.place(wanted.place)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(wanted.place, " ".join(wanted.command))
    container, name = ground.container(place, pod), pod["metadata"]["name"]
    command = exec_in(ground.scene.namespace, name, place.container, *wanted.command)
    ran = await run_in(pod, container, wanted.command)
    return decide_answer(ground.answers.get(wanted.step), ran, command)


async def check_script(wanted: ScriptSays, ground: Ground) -> Result:
    """A script of the exercise, in a container of its own beside the Pod."""
    place, scene = ground.place(wanted.pod), ground.scene
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, ""):
        return not_running(wanted.pod, wanted.run)
    try:
        text = scene.exercise.read(wanted.run)
    except Unreadable as problem:
        raise CannotCheck(str(problem)) from problem
    interpreter = "python3" if wanted.run.endswith(".py") else "sh"
    variables = scene.attempt.variables | wanted.with_
    ran = await run_script(pod, text, interpreter, variables, SECONDS_OF_A_SCRIPT)
    if ran.stderr:
        logger.info("%s of %s: %s", wanted.run, scene.attempt, ran.stderr.strip()[:2000])
    command = kubectl(scene.namespace, "debug", pod["metadata"]["name"], "-it", "--image=python")
    return decide_script(wanted, ran, command)
