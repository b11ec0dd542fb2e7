"""Whether a Pod may have this node, judged by the Node object and the Pods that are on it."""

from collections.abc import Mapping

from lightkube.models.core_v1 import Pod

from podlab.node.housekeeping.first_objects import capacity
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.volumes.mounting import stored_sources
from podlab.node.store import NotFound
from podlab.pods.claims import unclaimable
from podlab.pods.objects import JsonObject, metadata_of, pod_of, spec_of
from podlab.pods.scheduling import Rejected, Unscheduled, rejected, requests_of, unscheduled
from podlab.pods.status.phase import TERMINAL


def judged(node: Node, pod: Pod) -> Unscheduled | None:
    """Why the Pod has to wait; asked under `node.placing`, or two may take the same room."""
    here = _others(node, pod)
    claims = stored_sources(node.store, metadata_of(pod).namespace or "").claims
    if not spec_of(pod).schedulingGates and (missing := unclaimable(pod, claims)):
        return Unscheduled("Unschedulable", missing.message)
    others = map(pod_of, here) if requests_of(pod) else ()
    return unscheduled(pod, others, _allocatable(node), len(here))


def refused(node: Node, pod: Pod) -> Rejected | None:
    """Why the kubelet fails a Pod whose manifest names this node, as it does without room; asked
    under `node.placing`.
    """
    here = _others(node, pod)
    return rejected(pod, map(pod_of, here), _allocatable(node), len(here))


def _others(node: Node, pod: Pod) -> list[JsonObject]:
    """The Pods that have the node and have not ended."""
    return [
        each
        for each in node.store.list("pods").items
        if each["spec"].get("nodeName") == node.name
        and each["metadata"]["uid"] != metadata_of(pod).uid
        and each.get("status", {}).get("phase") not in TERMINAL
    ]


def is_elsewhere(node: Node, pod: JsonObject) -> bool:
    """Whether a manifest gave the Pod to a node that is not here: nobody runs it, and it stays
    Pending until it is deleted.
    """
    name = pod["spec"].get("nodeName")
    return bool(name) and name != node.name and "deletionTimestamp" not in pod["metadata"]


def _allocatable(node: Node) -> Mapping[str, str]:
    try:
        found: Mapping[str, str] = node.store.get("nodes", "", node.name)["status"]["allocatable"]
    except NotFound:
        return capacity()
    return found
