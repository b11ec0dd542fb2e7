"""Removing what a Pod leaves on the engine; every step may be repeated."""

import logging

from podlab.node.engine import names
from podlab.node.engine.errors import EngineError
from podlab.node.engine.listing import PodSighting
from podlab.node.kubelet.networking.places import leave_place
from podlab.node.kubelet.node import Node
from podlab.pods.status import SandboxState

logger = logging.getLogger(__name__)


def remove_sandboxes(node: Node, sighting: PodSighting) -> None:
    """Remove a Pod's pause containers, which by now hold nothing together."""
    for sandbox in sighting.sandboxes:
        _remove_pause(node, sandbox.container_id, ended=sandbox.state is SandboxState.EXITED)


def remove_everything(node: Node, pod_uid: str) -> None:
    """Remove containers, then the pause container that keeps volumes alive, then the volumes."""
    node.observer.pod_ended(pod_uid)
    listed = node.engine.containers(pod_uid)
    for each in listed:
        node.brake.release(each["Id"])
    pauses = {
        each["Id"]: each["State"]
        for each in listed
        if each["Labels"].get(names.ROLE) == names.PAUSE_ROLE
    }
    others = [each["Id"] for each in listed if each["Id"] not in pauses]
    list(node.pool.map(node.engine.remove, others))
    for pause_id, state in pauses.items():
        _remove_pause(node, pause_id, ended=state == "exited")
    for volume in node.engine.volumes(pod_uid):
        node.engine.remove_volume(volume["Name"])
    leave_place(node, pod_uid)


def _remove_pause(node: Node, pause_id: str, *, ended: bool) -> None:
    """Remove a pause container after all that lived in its cgroup.

    One that ended before them left its cgroup behind, since the engine removes only an empty
    one, and only at the container's end: so it begins once more, to end as the last.
    """
    if ended and node.engine.nests_cgroups:
        try:
            node.engine.start(pause_id)
        except EngineError as problem:
            logger.info("a cgroup may be left behind by %s: %s", pause_id, problem)
    node.engine.remove(pause_id)
