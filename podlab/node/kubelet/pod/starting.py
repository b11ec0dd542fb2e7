"""Starting a Pod: pause container and volumes, then its containers, as much side by side as goes.

The order that matters: nothing of the Pod's own runs before the pause container does and every
volume is filled; a container's output is braked before it can print.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lightkube.models.core_v1 import Container, Pod

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import digest_of
from podlab.node.engine.bodies.volumes import messages
from podlab.node.engine.builds.tags import not_built
from podlab.node.engine.errors import EngineError, ImageMissing
from podlab.node.engine.listing import Lookout, MadeAhead
from podlab.node.images.catalogue import CatalogueEntry
from podlab.node.kubelet.handling.hooks import Hooks
from podlab.node.kubelet.handling.patients import Patient
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.plans.accounts import ImageFacts
from podlab.node.kubelet.plans.containers import PodPlan, message_file, mount_infos
from podlab.node.kubelet.plans.identity import ConfigProblem
from podlab.node.kubelet.pod.making import (
    Place,
    container_body,
    create,
    create_pause,
    messages_folder,
    run_pause,
)
from podlab.node.kubelet.pod.pulling import Pulls
from podlab.node.kubelet.volumes.contents import mounts_parts
from podlab.node.runtime import ContainerInfo, SandboxInfo
from podlab.pods import events
from podlab.pods.expansion import MissingSource
from podlab.pods.objects import all_containers, ephemeral_containers_of, metadata_of, spec_of
from podlab.pods.status import Waiting
from podlab.pods.sync import ContainerStart

if TYPE_CHECKING:
    from concurrent.futures import Future

logger = logging.getLogger(__name__)
NONE_AHEAD: Mapping[str, MadeAhead] = {}


@dataclass(frozen=True)
class NotMade:
    """A container that could not be made, and why: a `waiting` reason, a `missing` image that
    can be built, or an `unknown` one and the catalogue's refusal.
    """

    name: str
    image: str
    waiting: Waiting | None = None
    missing: CatalogueEntry | None = None
    unknown: str = ""


@dataclass(frozen=True)
class Made:
    """A container that is ready to start."""

    name: str
    container_id: str


class Starter:
    """Makes the containers of one Pod; every call may be repeated after a crash."""

    def __init__(self, node: Node, lookout: Lookout, hooks: Hooks, pulls: Pulls) -> None:
        self._node = node
        self._pulls = pulls
        self._hooks = hooks
        self._lookout = lookout
        self._messages = ""  # the folder of the Pod's termination messages, once it was asked for
        self.announced: set[str] = set()  # ids of containers that are braked and observed

    def make_sandbox(self, plan: PodPlan, attempt: int) -> tuple[str, "Future[None]"]:
        """Make the pause container; its id, and a future that is done when it runs."""
        pause_id = create_pause(self._node, plan, attempt)
        return pause_id, self._node.pool.submit(self._run_sandbox, plan, pause_id)

    def _run_sandbox(self, plan: PodPlan, pause_id: str) -> None:
        run_pause(self._node, plan, pause_id)
        pid = self._lookout.inspect(pause_id)["State"]["Pid"]
        self.announced.add(pause_id)
        announce_sandbox(self._node, plan.pod, pause_id, pid)

    def start(
        self,
        plan: PodPlan,
        starts: Sequence[ContainerStart],
        pause_id: str,
        sandbox_runs: "Future[None] | None" = None,
        ahead: Mapping[str, MadeAhead] = NONE_AHEAD,
    ) -> list[NotMade]:
        """Make the containers while the sandbox starts, then start them; who could not be made.

        Of those made `ahead`, the ones that are still as they would be made now are used.
        """
        if sandbox_runs and any(mounts_parts(_container(plan.pod, each.name)) for each in starts):
            sandbox_runs.result()  # a part of a volume can be mounted once it is there
        self._renew_messages(plan.pod, starts, pause_id)
        pool = self._node.pool
        making = [
            pool.submit(self._make, plan, start, pause_id, ahead.get(start.name))
            for start in starts
        ]
        try:
            if sandbox_runs is not None:
                sandbox_runs.result()
        finally:
            made = [each.result() for each in making]
        running = [
            pool.submit(self._run, plan, each, pause_id) for each in made if isinstance(each, Made)
        ]
        for future in running:
            future.result()
        return [each for each in made if isinstance(each, NotMade)]

    def _renew_messages(self, pod: Pod, starts: Sequence[ContainerStart], pause_id: str) -> None:
        """Empty files for what came after the sandbox, which brought two for each container:
        third attempts and later ones, and ephemeral containers.
        """
        ephemeral = {each.name for each in ephemeral_containers_of(pod)}
        files = [
            message_file(pod, each.name, each.attempt)
            for each in starts
            if each.attempt > 1 or each.name in ephemeral
        ]
        if files:
            archive = messages(files, self._node.now())
            self._node.engine.unpack(pause_id, names.MESSAGES_FOLDER, archive)

    def _make(
        self, plan: PodPlan, start: ContainerStart, pause_id: str, ahead: MadeAhead | None
    ) -> Made | NotMade:
        container = _container(plan.pod, start.name)
        image = container.image or ""
        entry = self._node.entry_of(image, metadata_of(plan.pod).namespace or "")
        if entry is None:
            return NotMade(start.name, image, unknown=self._node.catalogue.refusal(image))
        try:
            image_facts = self._find_image(plan, container, entry)
            place = Place(pause_id, self._messages_folder(plan.pod))
            config = container_body(self._node, plan, start, place, entry, image_facts)
            container_id = self._take(ahead, config) or create(self._node, plan, start, config)
        except ImageMissing:
            return self._missing(plan.pod, container, entry)
        except (MissingSource, ConfigProblem) as problem:
            return self._refused(plan.pod, container, "CreateContainerConfigError", problem)
        except EngineError as problem:
            return self._refused(plan.pod, container, "CreateContainerError", problem)
        self._tell(plan.pod, events.created(container.name))
        self._node.brake.attach(container_id)
        return Made(start.name, container_id)

    def _find_image(self, plan: PodPlan, container: Container, entry: CatalogueEntry) -> ImageFacts:
        began = time.monotonic()
        found = self._node.accounts.of(entry, plan.labels)
        self._pulls.found(plan.pod, container, found.size, time.monotonic() - began)
        return found

    def _messages_folder(self, pod: Pod) -> str:
        if not self._messages:
            self._messages = messages_folder(self._node, metadata_of(pod).uid or "")
        return self._messages

    def _take(self, ahead: MadeAhead | None, config: Mapping[str, Any]) -> str:
        """The container that was made ahead; removed when it is not what is wanted now."""
        if ahead is None or ahead.digest == digest_of(config):
            return ahead.container_id if ahead else ""
        self._node.engine.remove(ahead.container_id)
        return ""

    def _run(self, plan: PodPlan, made: Made, pause_id: str) -> None:
        try:
            self._node.engine.start(made.container_id)
        except EngineError as problem:
            self._tell(plan.pod, events.failed(made.name, str(problem)))
            self._node.brake.release(made.container_id)
            return
        self._tell(plan.pod, events.started(made.name))
        container = _container(plan.pod, made.name)
        self._hooks.post_start(
            plan.pod, Patient(container, made.container_id, pause_id, plan.address)
        )
        pid = self._lookout.inspect(made.container_id)["State"]["Pid"]
        self.announced.add(made.container_id)
        announce(self._node, plan.pod, made.name, made.container_id, pid)

    def _missing(self, pod: Pod, container: Container, entry: CatalogueEntry) -> NotMade:
        image = container.image or ""
        if entry.engine_tag:
            return NotMade(container.name, image, unknown=not_built(image))
        if container.imagePullPolicy != "Never":
            return NotMade(container.name, image, missing=entry)
        event = events.image_never_pulled(container.name, image)
        self._tell(pod, event)
        return NotMade(container.name, image, Waiting("ErrImageNeverPull", event.message))

    def _refused(self, pod: Pod, container: Container, reason: str, problem: Exception) -> NotMade:
        self._tell(pod, events.failed(container.name, str(problem)))
        return NotMade(container.name, container.image or "", Waiting(reason, str(problem)))

    def _tell(self, pod: Pod, event: events.PodEvent) -> None:
        self._node.recorder.record(pod, event, self._node.now())


def announce_sandbox(node: Node, pod: Pod, pause_id: str, pid: int) -> None:
    """Tell the observer of a pause container that runs."""
    metadata = metadata_of(pod)
    uid = metadata.uid or ""
    volumes = [each.name for each in spec_of(pod).volumes or []]
    node.observer.pod_started(
        SandboxInfo(
            uid,
            metadata.namespace or "",
            metadata.name or "",
            pause_id,
            pid,
            {name: names.volume_name(uid, name) for name in volumes},
        )
    )


def announce(node: Node, pod: Pod, name: str, container_id: str, pid: int) -> None:
    """Tell the observer of a container that runs."""

    def is_folder(path: str) -> bool:
        found = node.engine.stat(container_id, path)
        return found is not None and found.is_folder

    mounts = mount_infos(pod, _container(pod, name), is_folder)
    uid = metadata_of(pod).uid or ""
    node.observer.container_started(ContainerInfo(uid, name, container_id, pid, mounts))


def _container(pod: Pod, name: str) -> Container:
    return next(each for each in all_containers(pod) if each.name == name)
