"""What the kubelet does next for one Pod: a pure decision from the wanted, the seen and the time.

Source: kuberuntime_manager.go, computePodActions and SyncPod.
"""

from dataclasses import dataclass
from datetime import datetime

from lightkube.models.core_v1 import Container, Pod

from podlab.pods.objects import (
    containers_of,
    ephemeral_containers_of,
    has_post_start,
    init_containers_of,
    is_sidecar,
    metadata_of,
    restart_policy_of,
)
from podlab.pods.status.backoff import next_back_off, restart_at, should_restart
from podlab.pods.status.containers import container_statuses
from podlab.pods.status.observed import (
    ContainerObservation,
    ContainerState,
    PodObservation,
    SandboxState,
)
from podlab.pods.status.phase import TERMINAL, is_past_deadline, is_terminal, pod_phase
from podlab.pods.sync.actions import (
    POST_START,
    BackingOff,
    ContainerKill,
    ContainerStart,
    PodActions,
)


def compute_pod_actions(pod: Pod, seen: PodObservation, now: datetime) -> PodActions:
    """Decide one step of the Pod's sync.

    1. A Pod that is deleted, evicted, ended or over its deadline is killed, if any of it runs.
    2. Without a running pause container everything is killed and made anew, init containers
       too; under `Never` a Pod that has already run is not made again.
    3. Ephemeral containers that have never run start, whatever the others do.
    4. Init containers run one by one; a sidecar lets the next one start once it has started.
    5. Main containers that are not running start, as the restart policy and back-off allow;
       a changed image or a failed probe kills first.
    6. When no main container runs or will run again, the Pod is killed (its sidecars with it).
    """
    ended = _ended(pod, seen, now)
    if ended is not None:
        return ended
    if seen.sandbox is not SandboxState.RUNNING:
        return _with_new_sandbox(pod, seen, now)
    step = _Step(restart_policy_of(pod), seen, now)
    _begin_ephemeral(pod, step)
    _init_step(pod, step)
    if not step.done:
        return PodActions(
            kill_pod=step.failed, kill=step.kill, start=step.start, backing_off=step.backing_off
        )
    return _main_step(pod, seen, step)


@dataclass
class _Step:
    """Actions gathered while walking over containers."""

    policy: str
    seen: PodObservation
    now: datetime
    done: bool = True
    failed: bool = False
    kill: tuple[ContainerKill, ...] = ()
    start: tuple[ContainerStart, ...] = ()
    backing_off: tuple[BackingOff, ...] = ()

    def begin(self, container: Container) -> bool:
        """Start the container now, or say until when it waits; whether it starts."""
        latest = self.seen.latest(container.name)
        until = _earliest_start(self.seen, latest, container.name, self.now)
        if until is not None and until > self.now:
            self.backing_off += (BackingOff(container.name, until),)
            return False
        self.start += (_next_attempt(container, latest),)
        return True

    def condemn(self, container: Container, running: ContainerObservation) -> None:
        """Kill a running container whose image changed or whose probe failed."""
        probe = self.seen.failed_probes.get(container.name, "")
        ends = "" if not should_restart(self.policy, container, _killed(running)) else _RESTART
        why = f"failed {probe} probe" if probe else "definition changed"
        kind = "Init container" if is_sidecar(container) else "Container"
        message = f"{kind} {container.name} {why}{'' if is_sidecar(container) else ends}"
        message = "FailedPostStartHook" if probe == POST_START else message
        self.kill += (ContainerKill(container.name, running.container_id, message, probe),)


_RESTART = ", will be restarted"


def _ended(pod: Pod, seen: PodObservation, now: datetime) -> PodActions | None:
    """Step 1. None while the Pod is to go on."""
    late = is_past_deadline(pod, seen, now)
    if not (metadata_of(pod).deletionTimestamp or is_terminal(pod) or late or seen.evicted):
        statuses = container_statuses(pod, seen, now)
        if pod_phase(pod, *statuses) not in TERMINAL:
            return None
    return PodActions(kill_pod=seen.anything_runs, deadline_exceeded=late)


def _with_new_sandbox(pod: Pod, seen: PodObservation, now: datetime) -> PodActions:
    """Step 2."""
    lost = seen.sandbox is SandboxState.EXITED or seen.any_container_began
    policy = restart_policy_of(pod)
    if policy == "Never" and seen.any_container_began:
        return PodActions(kill_pod=True, sandbox_changed=True)
    step = _Step(policy, seen, now)
    init = init_containers_of(pod)
    wanted = [each for each in containers_of(pod) if _is_wanted_anew(policy, each, seen)]
    for container in (init[:1] or wanted) if wanted else []:
        if step.begin(container) and has_post_start(container):
            break
    return PodActions(
        kill_pod=lost,
        create_sandbox=bool(wanted),
        sandbox_changed=lost,
        start=step.start,
        backing_off=step.backing_off,
    )


def _is_wanted_anew(policy: str, container: Container, seen: PodObservation) -> bool:
    latest = seen.latest(container.name)
    return latest is None or not latest.succeeded or policy == "Always"


def _begin_ephemeral(pod: Pod, step: _Step) -> None:
    """Step 3. One that has run, in this sandbox or an earlier one, never runs again."""
    for container in ephemeral_containers_of(pod):
        latest = step.seen.latest(container.name)
        if latest is None or not (latest.is_running or latest.has_ended):
            step.begin(container)


def _init_step(pod: Pod, step: _Step) -> None:
    """Step 4. `done` says that the main containers may start."""
    initialized = any(step.seen.current(each.name) for each in containers_of(pod))
    for container in init_containers_of(pod):
        decide = _sidecar_done if is_sidecar(container) else _plain_init_done
        done = (initialized and not is_sidecar(container)) or decide(step, container)
        if not done and not initialized:
            step.done = False
            break


def _plain_init_done(step: _Step, container: Container) -> bool:
    current = step.seen.current(container.name)
    if current is not None and current.is_running:
        return False
    if current is None or not current.has_ended:
        step.begin(container)
        return False
    if current.succeeded:
        return True
    if should_restart(step.policy, container, current):
        step.begin(container)
    else:
        step.failed = True
    return False


def _sidecar_done(step: _Step, container: Container) -> bool:
    current = step.seen.current(container.name)
    if current is None or not current.is_running:
        step.begin(container)
        return False
    if container.name in step.seen.failed_probes or _image_changed(container, current):
        step.condemn(container, current)
        return False
    if container.name in step.seen.starting:
        return False
    return container.startupProbe is None or step.seen.startup.get(container.name, False)


def _main_step(pod: Pod, seen: PodObservation, step: _Step) -> PodActions:
    """Steps 5 and 6. A postStart hook that runs holds back the containers that follow."""
    kept, held = 0, False
    for container in containers_of(pod):
        current = seen.current(container.name)
        if current is not None and current.is_running:
            kept += 1
            held = held or container.name in seen.starting
            if container.name in seen.failed_probes or _image_changed(container, current):
                step.condemn(container, current)
        elif (
            current is None
            or not current.has_ended
            or should_restart(step.policy, container, current)
        ):
            kept += 1
            if not held:
                held = step.begin(container) and has_post_start(container)
    if kept == 0:
        return PodActions(kill_pod=seen.anything_runs)
    return PodActions(kill=step.kill, start=step.start, backing_off=step.backing_off)


def _earliest_start(
    seen: PodObservation, latest: ContainerObservation | None, name: str, now: datetime
) -> datetime | None:
    moments = []
    waiting = seen.waiting.get(name)
    if waiting and waiting.retry_at:
        moments.append(waiting.retry_at)
    if latest is not None and latest.has_ended:
        moments.append(restart_at(latest, now))
    return max(moments, default=None)


def _next_attempt(container: Container, latest: ContainerObservation | None) -> ContainerStart:
    if latest is None:
        return ContainerStart(container.name)
    back_off = next_back_off(latest) if latest.has_ended else latest.back_off or 0.0
    return ContainerStart(container.name, latest.attempt + 1, back_off)


def _image_changed(container: Container, running: ContainerObservation) -> bool:
    return bool(running.image) and running.image != container.image


def _killed(running: ContainerObservation) -> ContainerObservation:
    return ContainerObservation(running.name, running.attempt, ContainerState.EXITED, exit_code=137)
