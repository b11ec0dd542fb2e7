"""Making what a Pod needs on the engine; nothing is started here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lightkube.models.core_v1 import Pod

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import container_config
from podlab.node.engine.bodies.sandbox import pause_config
from podlab.node.engine.bodies.volumes import first_content, secrets
from podlab.node.images.catalogue import CatalogueEntry
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.plans.accounts import ImageFacts
from podlab.node.kubelet.plans.containers import Image, PodPlan, container_plan
from podlab.node.kubelet.plans.resources import pod_limits
from podlab.node.kubelet.plans.sandbox import sandbox_plan
from podlab.node.kubelet.plans.targets import target_id
from podlab.node.kubelet.volumes.claiming import hold
from podlab.node.kubelet.volumes.contents import part_sources
from podlab.pods.objects import all_containers, metadata_of
from podlab.pods.sync import ContainerStart


@dataclass(frozen=True)
class Place:
    """Where a container belongs: its Pod's pause container and folder of termination messages."""

    pause_id: str
    messages: str


def create_pause(node: Node, plan: PodPlan, attempt: int) -> str:
    """Make a pause container and fill the volumes that it holds; its id."""
    hold(node.engine, plan.volumes)
    together = pod_limits(plan.pod, restricted=plan.restricted) if plan.pod_cgroup else None
    wanted = sandbox_plan(plan, attempt, together)
    name = names.pause_name(metadata_of(plan.pod).uid or "", attempt)
    pause_id = node.engine.create(pause_config(wanted), name)
    archive = first_content(plan.volumes, _messages_to_send(plan.pod), node.now())
    if archive is not None:
        node.engine.unpack(pause_id, names.FOLDER, archive)
    return pause_id


def _messages_to_send(pod: Pod) -> list[str]:
    """The message files of first and second attempts that the pause image does not bring."""
    slots = range(names.READY_SLOTS, len(list(all_containers(pod))))
    return [names.message_file(slot, turn) for slot in slots for turn in (0, 1)]


def run_pause(node: Node, plan: PodPlan, pause_id: str) -> None:
    """Start a pause container, and fill those of its volumes that are in memory only then."""
    node.engine.start(pause_id)
    archive = secrets(plan.volumes, node.now())
    if archive is not None:
        node.engine.unpack(pause_id, names.VOLUMES_FOLDER, archive)


def messages_folder(node: Node, pod_uid: str) -> str:
    """Where the engine's machine keeps a Pod's termination messages."""
    return node.engine.volume_folder(names.messages_name(pod_uid))


def container_body(
    node: Node,
    plan: PodPlan,
    start: ContainerStart,
    place: Place,
    entry: CatalogueEntry,
    image: ImageFacts,
) -> dict[str, Any]:
    """What the engine is sent for one attempt; raises MissingSource, ConfigProblem, EngineError."""
    container = next(each for each in all_containers(plan.pod) if each.name == start.name)
    parts = part_sources(node.engine, place.pause_id, plan, container, node.now())
    target = target_id(node.engine, plan.pod, container)
    found = Image(entry, image, parts, place.messages, target)
    return container_config(container_plan(plan, container, start, place.pause_id, found))


def create(node: Node, plan: PodPlan, start: ContainerStart, config: Mapping[str, Any]) -> str:
    """Make the container of one attempt; its id."""
    uid = metadata_of(plan.pod).uid or ""
    return node.engine.create(config, names.container_name(uid, start.name, start.attempt))
