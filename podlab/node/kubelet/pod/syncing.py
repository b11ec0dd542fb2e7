"""One step of one Pod: observe, write its status, decide, act, observe and write again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from podlab.node.engine import names
from podlab.node.engine.errors import EngineError
from podlab.node.engine.listing import Lookout, PodSighting
from podlab.node.kubelet.handling.hooks import Hooks, hook_errors, with_hooks
from podlab.node.kubelet.handling.probing import PodProber, Verdicts
from podlab.node.kubelet.networking.places import Place, take_place
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.plans.containers import PodPlan
from podlab.node.kubelet.pod.ending import remove_everything, remove_sandboxes
from podlab.node.kubelet.pod.pulling import Pulls
from podlab.node.kubelet.pod.reporting import Reporter
from podlab.node.kubelet.pod.starting import NotMade, Starter
from podlab.node.kubelet.pod.stopping import Stopper, grace_of, running
from podlab.node.kubelet.scheduling import judged, refused
from podlab.node.kubelet.volumes.measuring import Measuring
from podlab.node.kubelet.volumes.messages import Messages
from podlab.node.kubelet.volumes.mounting import Mounting
from podlab.pods import events
from podlab.pods.objects import JsonObject
from podlab.pods.status import SandboxState, Waiting
from podlab.pods.sync import ContainerStart, PodActions, began_to_end, compute_pod_actions

CONFIG_RETRY = timedelta(seconds=5)
AT_ONCE = timedelta(seconds=0.05)
EVICTION_GRACE = timedelta(seconds=1)
CUT_SECOND = timedelta(seconds=1)  # a deletionTimestamp has no fraction


class PodSync:
    """Used by its worker's thread only. `wake` asks for another step soon."""

    def __init__(self, node: Node, pod: JsonObject, wake: Callable[[], None]) -> None:
        metadata = pod["metadata"]
        self.is_over = False
        self.is_unscheduled = False
        self._is_ending = False
        self._node = node
        self._uid = str(metadata["uid"])
        labels = names.pod_labels(
            node.engine.node_id, self._uid, metadata["namespace"], metadata["name"]
        )
        self._lookout = Lookout(node.engine, self._uid)
        self._hooks = Hooks(node, wake)
        self._pulls = Pulls(node, wake)
        self._starter = Starter(node, self._lookout, self._hooks, self._pulls)
        self._stopper = Stopper(node, self._lookout, self._hooks)
        self._mounting = Mounting(node, labels)
        self._prober = PodProber(node, wake)
        self._measuring = Measuring(node, wake)
        self._messages = Messages(node.engine, pod)
        self._waiting: dict[str, Waiting] = {}
        self._report = Reporter(node, pod, self._starter.announced)

    def step(self, pod: JsonObject | None, *, retry_config: bool = False) -> datetime | None:
        """Bring the Pod one step nearer to what is wanted; when to look again without news.

        `pod` is None when it was removed from the store: then everything of it goes at once.
        Raises RuntimeUnavailable; nothing is lost then.
        """
        if pod is None:
            self._remove()
            return None
        sighting = self._look()
        self._report.take(pod)
        self._report.adopt(sighting)
        if self._report.to_end_by:
            return self._end(sighting, self._report.to_end_by + CUT_SECOND)
        if retry_config:
            self._mounting.retry_now()
            self._waiting.clear()
        if self._report.is_rejected:
            return None
        if not (self._report.has_node or self._take_node(sighting)) or self._reject():
            return None
        self._write(sighting)
        self._mounting.refresh(self._report.pod, sighting.sandbox)
        return self._act(sighting)

    def adopt_again(self) -> None:
        """What runs is braked and announced anew at the next step; from any thread."""
        self._starter.announced.clear()

    def close(self) -> None:
        """No more steps are taken."""
        self._prober.stop()
        self._hooks.stop()
        self._measuring.stop()

    def _take_node(self, sighting: PodSighting) -> bool:
        """Write that the Pod has the node, or why it hasn't."""
        with self._node.placing:
            self.is_unscheduled = True  # before the look, so that no news is missed
            why = judged(self._node, self._report.pod)
            if why is not None:
                self._report.unscheduled(why)
                return False
            if not self._node.claiming.bind(self._report.pod):
                return False
            self.is_unscheduled = False
            self._report.scheduled()
            self._write(sighting)
            return True

    def _reject(self) -> bool:
        """Fail a Pod that names this node itself, when there is no room; only before it begins."""
        with self._node.placing:
            why = None if self._report.has_begun else refused(self._node, self._report.pod)
            if why is not None:
                self._report.reject(why)
        return why is not None

    def _look(self) -> PodSighting:
        return self._messages.complete(self._report.pod, self._lookout.look())

    def _write(self, sighting: PodSighting) -> None:
        self._prober.follow(
            self._report.pod, sighting, self._hooks.starting, ending=self._is_ending
        )
        self._measuring.follow(self._report.pod, sighting)
        self._report.write(sighting, *self._known(sighting))

    def _known(self, sighting: PodSighting) -> tuple[dict[str, Waiting], Verdicts]:
        """What only this process knows of the containers."""
        probed = self._prober.verdicts(sighting)
        verdicts = with_hooks(probed, sighting, self._hooks.starting)
        verdicts = replace(verdicts, evicted=self._measuring.verdict)
        return {**self._waiting, **self._pulls.waiting(), **hook_errors(verdicts)}, verdicts

    def _decide(self, sighting: PodSighting) -> PodActions:
        seen = self._report.observation(sighting, *self._known(sighting))
        return compute_pod_actions(self._report.pod, seen, self._node.now())

    def _act(self, sighting: PodSighting) -> datetime | None:
        if self._report.to_end_by:  # it was deleted while its status was written
            return self._end(sighting, self._report.to_end_by + CUT_SECOND)
        pod, now = self._report.pod, self._node.now()
        actions = self._decide(sighting)
        self._report.decided(actions, sighting)
        alive = running(sighting)
        if actions.kill_pod and alive:
            grace = EVICTION_GRACE if self._measuring.verdict else grace_of(pod)
            self._is_ending = not actions.create_sandbox
            since = began_to_end(pod, sighting.containers, now) if self._is_ending else now
            self._stopper.stop_pod(pod, sighting.sandbox, alive, since + grace)
            return self._conclude()
        if actions.kill_pod and not actions.create_sandbox:
            self._stop_sandbox(sighting)
        for kill in actions.kill:
            victims = [each for each in alive if each.container_id == kill.container_id]
            grace = grace_of(pod, kill.name, kill.probe)
            self._stopper.stop(pod, sighting.sandbox, victims, now + grace, kill.message)
        wanted = [each for each in actions.start if not self._pulls.is_busy(each.name)]
        if actions.create_sandbox or wanted:
            self._start(sighting, wanted, anew=actions.create_sandbox)
        return self._conclude()

    def _conclude(self) -> datetime | None:
        """Write what is true after acting; the next moment at which time alone matters."""
        sighting = self._look()
        self._prune(sighting)
        self._write(sighting)
        after = self._decide(sighting)
        moments = [
            after.look_again_at,
            self._stopper.next_deadline(sighting),
            self._mounting.retry_at,
            self._report.deadline(),
            self._pulls.look_again_at,
        ]
        due = [each for each in after.start if not self._pulls.is_busy(each.name)]
        if due and not self._mounting.retry_at:
            moments.append(self._node.now() + AT_ONCE)
        return min((each for each in moments if each), default=None)

    def _start(
        self, sighting: PodSighting, wanted: Sequence[ContainerStart], *, anew: bool
    ) -> None:
        place = self._new_place() if anew else Place(_address(sighting))
        plan = self._mounting.plan(self._report.pod, place, fresh=anew)
        if plan is None:
            return
        with self._node.starts:
            failures = (
                self._start_anew(plan, sighting, wanted)
                if anew
                else self._starter.start(plan, wanted, _pause_id(sighting), ahead=sighting.ahead)
            )
        for each in wanted:
            self._waiting.pop(each.name, None)
        for failure in failures:
            self._wait_for(failure)

    def _new_place(self) -> Place:
        try:
            return take_place(self._node, self._report.pod)
        except EngineError as problem:
            self._report.tell(events.failed_create_sandbox(str(problem)))
            raise

    def _start_anew(
        self, plan: PodPlan, sighting: PodSighting, wanted: Sequence[ContainerStart]
    ) -> list[NotMade]:
        remove_sandboxes(self._node, sighting)
        attempt = sighting.sandbox.attempt + 1 if sighting.sandbox else 0
        try:
            pause_id, runs = self._starter.make_sandbox(plan, attempt)
            return self._starter.start(plan, wanted, pause_id, runs, sighting.ahead)
        except EngineError as problem:
            self._report.tell(events.failed_create_sandbox(str(problem)))
            raise

    def _wait_for(self, failure: NotMade) -> None:
        pod, now = self._report.pod, self._node.now()
        if failure.missing is not None:
            self._pulls.begin(pod, failure.name, failure.image, failure.missing)
        elif failure.unknown:
            self._pulls.fail(pod, failure.name, failure.image, failure.unknown)
        elif failure.waiting is not None:
            waiting = failure.waiting
            self._waiting[failure.name] = Waiting(
                waiting.reason, waiting.message, now + CONFIG_RETRY
            )

    def _stop_sandbox(self, sighting: PodSighting) -> None:
        """The Pod has ended: its namespaces go, its containers stay for their logs."""
        for sandbox in sighting.sandboxes:
            if sandbox.state is SandboxState.RUNNING:
                self._node.observer.pod_ended(self._uid)
                self._node.engine.kill(sandbox.container_id)

    def _prune(self, sighting: PodSighting) -> None:
        """Keep each container's latest attempt and the last that ended before it."""
        for attempts in sighting.containers.values():
            ended = [each.container_id for each in attempts[:-1] if each.has_ended]
            keep = {attempts[-1].container_id, *ended[-1:]}
            for each in attempts:
                if each.container_id not in keep and not each.is_running:
                    self._node.engine.remove(each.container_id)

    def _end(self, sighting: PodSighting, until: datetime) -> datetime | None:
        alive = running(sighting)
        if alive:
            self._is_ending = True
            self._stopper.stop_pod(self._report.pod, sighting.sandbox, alive, until)
            sighting = self._look()
            self._write(sighting)
        if running(sighting):
            return self._stopper.next_deadline(sighting) or until
        if self._report.has_node:
            self._write(sighting)
        self._remove()
        return None

    def _remove(self) -> None:
        remove_everything(self._node, self._uid)
        self._report.gone()
        self.is_over = True


def _address(sighting: PodSighting) -> str:
    return sighting.sandbox.address if sighting.sandbox else ""


def _pause_id(sighting: PodSighting) -> str:
    return sighting.sandbox.container_id if sighting.sandbox else ""
