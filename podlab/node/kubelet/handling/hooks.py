"""The lifecycle hooks of one Pod: postStart after a container's start, preStop before its end.

Source: kubelet/lifecycle/handlers.go, kuberuntime/kuberuntime_container.go.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from lightkube.models.core_v1 import HTTPGetAction, LifecycleHandler, Pod

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.listing import PodSighting
from podlab.node.engine.streams.relay import Refused
from podlab.node.kubelet.handling.patients import Patient, UnknownPort
from podlab.node.kubelet.handling.probing import Verdicts
from podlab.node.kubelet.handling.processes import run_command
from podlab.node.kubelet.handling.protocols.http import PLAIN_ANSWER, BadResponse, Exchange
from podlab.node.kubelet.handling.requesting import ask, http_target
from podlab.node.kubelet.node import Node
from podlab.node.runtime import ExecUnavailable, RuntimeUnavailable
from podlab.pods import events
from podlab.pods.objects import pod_key
from podlab.pods.status import Waiting
from podlab.pods.sync.actions import POST_START
from podlab.pods.sync.stopping import Hook

if TYPE_CHECKING:
    from concurrent.futures import Future

PROBLEMS = (
    EngineError, RuntimeUnavailable, ExecUnavailable, UnknownPort, Refused, BadResponse,
)  # fmt: skip


class Hooks:
    """Runs them in the node's loop; `wake` is called when one has returned.

    What it knows is by container id, so that a restarted container begins anew.
    """

    def __init__(self, node: Node, wake: Callable[[], None]) -> None:
        self._node = node
        self._wake = wake
        self._lock = threading.Lock()
        self._starting: dict[str, str] = {}  # container id: what went wrong, empty while it runs
        self._ending: dict[str, Future[None]] = {}

    def post_start(self, pod: Pod, patient: Patient) -> None:
        """Begin the hook of a container that was started just now, if it has one."""
        lifecycle = patient.container.lifecycle
        if lifecycle is None or lifecycle.postStart is None:
            return
        with self._lock:
            self._starting[patient.container_id] = ""
        self._node.loop.run(self._post_start(pod, patient, lifecycle.postStart))

    @property
    def starting(self) -> Mapping[str, str]:
        """Ids of containers whose postStart has not succeeded yet, each with what went wrong."""
        with self._lock:
            return dict(self._starting)

    def pre_stop(self, pod: Pod, patient: Patient, seconds: float) -> None:
        """Begin the hook of a container that is to end."""
        lifecycle = patient.container.lifecycle
        if lifecycle is None or lifecycle.preStop is None:
            return
        future = self._node.loop.run(self._pre_stop(pod, patient, lifecycle.preStop, seconds))
        self._ending[patient.container_id] = future
        future.add_done_callback(lambda _: self._wake())

    def pre_stop_of(self, container_id: str) -> Hook:
        """How far the hook of a container is that has one; NONE once it has returned."""
        future = self._ending.get(container_id)
        if future is None:
            return Hook.WAITING
        return Hook.NONE if future.done() else Hook.RUNNING

    def stop(self) -> None:
        """Wait for none of them."""
        for each in self._ending.values():
            each.cancel()

    async def _post_start(self, pod: Pod, patient: Patient, handler: LifecycleHandler) -> None:
        problem = await run_hook(self._node, pod, patient, handler)
        with self._lock:
            if problem:
                self._starting[patient.container_id] = problem
            else:
                self._starting.pop(patient.container_id, None)
        if problem:
            event = events.failed_post_start(patient.container.name)
            self._node.recorder.record(pod, event, self._node.now())
        self._wake()

    async def _pre_stop(
        self, pod: Pod, patient: Patient, handler: LifecycleHandler, seconds: float
    ) -> None:
        try:
            async with asyncio.timeout(seconds):
                problem = await run_hook(self._node, pod, patient, handler)
        except TimeoutError:
            problem = ""  # its time is over, which is no event of its own
        if problem:
            event = events.failed_pre_stop(patient.container.name)
            self._node.recorder.record(pod, event, self._node.now())


async def run_hook(node: Node, pod: Pod, patient: Patient, handler: LifecycleHandler) -> str:
    """Empty, or what went wrong; an HTTP hook fails only where nobody answers.

    A tcpSocket is let in by Kubernetes, and then no handler that can be run.
    """
    try:
        if handler.exec is not None:
            return await _exec(node.engine, pod, patient, list(handler.exec.command or []))
        if handler.httpGet is not None:
            await _ask(node, pod, patient, handler.httpGet)
        elif handler.sleep is not None:
            await asyncio.sleep(handler.sleep.seconds)
        else:
            return "Cannot run handler: invalid handler: tcpSocket"
    except PROBLEMS as problem:
        return str(problem)
    return ""


async def _ask(node: Node, pod: Pod, patient: Patient, action: HTTPGetAction) -> None:
    """Older clusters asked by HTTP whatever the scheme: who has no TLS is asked so once more."""
    target = http_target(patient, action)
    try:
        await ask(node, patient, target, Exchange())
    except BadResponse as bad:
        if str(bad) != PLAIN_ANSWER:
            raise
        headers = tuple(each for each in target.headers if each[0].lower() != "authorization")
        plain = replace(target, scheme="HTTP", headers=headers)
        await ask(node, patient, plain, Exchange())
        event = events.lifecycle_http_fallback(f"{target.host}:{target.port}")
        node.recorder.record(pod, event, node.now())


async def _exec(engine: Engine, pod: Pod, patient: Patient, command: list[str]) -> str:
    finished = await run_command(engine, patient.container_id, command)
    if finished.code == 0:
        return ""
    line = " ".join(command)
    return (
        f'Exec lifecycle hook ([{line}]) for Container "{patient.container.name}" in Pod '
        f"\"{pod_key(pod)}\" failed - error: command '{line}' exited with {finished.code}: "
        f'{finished.output}, message: "{finished.output}"'
    )


def with_hooks(verdicts: Verdicts, sighting: PodSighting, held: Mapping[str, str]) -> Verdicts:
    """The probes' verdicts, and who is not running yet for its postStart; `held` by id."""
    latest = {name: each[-1].container_id for name, each in sighting.containers.items()}
    starting = {name: held[id_] for name, id_ in latest.items() if id_ in held}
    failed = {name: POST_START for name, problem in starting.items() if problem}
    return replace(verdicts, failed_probes={**verdicts.failed_probes, **failed}, starting=starting)


def hook_errors(verdicts: Verdicts) -> dict[str, Waiting]:
    """Why containers wait whose postStart failed."""
    problems = {name: problem for name, problem in verdicts.starting.items() if problem}
    return {name: Waiting("PostStartHookError", problem) for name, problem in problems.items()}
