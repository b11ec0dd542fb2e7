"""The checks of what is said, read and decided."""

from podlab.curriculum.format.assertions import AnswerIs, ExecSays, LogSays
from podlab.exercises.checking.commands.deciding import decide_answer, decide_exec, decide_log
from podlab.exercises.checking.commands.reading import log_of
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.namespaces import not_running
from podlab.exercises.checking.insides.running import run_in
from podlab.exercises.checking.pods.statuses import is_running
from podlab.exercises.checking.verdicts import exec_in, kubectl
from podlab.exercises.results import Result


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
