"""What is there before anybody makes an object: namespace `default`, a class, and the Node."""

import os
import platform
import shutil
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from podlab.node.store import NotFound, Store
from podlab.pods.claims import STORAGE_CLASS
from podlab.pods.objects import JsonObject, timestamp

ABILITY = "ability.podlab.dev/"
MOST_PODS = 110  # what a kubelet allows by default; kubectl describe shows it


def ensure_first_objects(store: Store, node_name: str, kubelet_version: str) -> None:
    """Make what is missing."""
    _ensure(store, "namespaces", _namespace("default"))
    _ensure(store, "storageclasses", STORAGE_CLASS)
    _ensure(store, "nodes", _node(node_name, kubelet_version))


def report_readiness(store: Store, node_name: str, reasons: Sequence[str]) -> None:
    """Let the Node's Ready condition say whether Pods can run; `reasons` why they can't."""

    def edit(node: JsonObject) -> JsonObject | None:
        before = node["status"]["conditions"][0]
        after = _ready(reasons, before)
        if before["status"] == after["status"] and before["message"] == after["message"]:
            return None
        return {**node, "status": {**node["status"], "conditions": [after]}}

    store.change("nodes", "", node_name, edit)


def _ensure(store: Store, resource: str, obj: JsonObject) -> None:
    try:
        store.get(resource, "", obj["metadata"]["name"])
    except NotFound:
        store.create(resource, obj)


def _namespace(name: str) -> JsonObject:
    labels = {"kubernetes.io/metadata.name": name}
    return {
        "kind": "Namespace",
        "apiVersion": "v1",
        "metadata": {"name": name, "labels": labels},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def report_runtime(store: Store, node_name: str, version: str) -> None:
    """Let the Node say which engine it has."""

    def edit(node: JsonObject) -> JsonObject | None:
        info = node["status"]["nodeInfo"]
        if info["containerRuntimeVersion"] == version:
            return None
        after = {**info, "containerRuntimeVersion": version}
        return {**node, "status": {**node["status"], "nodeInfo": after}}

    store.change("nodes", "", node_name, edit)


def report_abilities(store: Store, node_name: str, abilities: Collection[str]) -> None:
    """Let the Node's labels say what lessons may ask of it, as node feature discovery does."""

    def edit(node: JsonObject) -> JsonObject | None:
        labels = node["metadata"].get("labels") or {}
        others = {key: labels[key] for key in labels if not key.startswith(ABILITY)}
        after = others | {f"{ABILITY}{each}": "true" for each in sorted(abilities)}
        if after == labels:
            return None
        return {**node, "metadata": {**node["metadata"], "labels": after}}

    store.change("nodes", "", node_name, edit)


def capacity() -> dict[str, str]:
    """What this machine has for Pods."""
    return {
        "cpu": str(os.cpu_count() or 1),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 1024}Ki",
        "ephemeral-storage": f"{shutil.disk_usage('/').total // 1024}Ki",
        "pods": str(MOST_PODS),
    }


def _node(name: str, kubelet_version: str) -> JsonObject:
    info = {
        "architecture": platform.machine(),
        "operatingSystem": "linux",
        "osImage": "Podlab",
        "kernelVersion": platform.release(),
        "containerRuntimeVersion": "docker",
        "kubeletVersion": kubelet_version,
    }
    return {
        "kind": "Node",
        "apiVersion": "v1",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "spec": {},
        "status": {
            "capacity": capacity(),
            "allocatable": capacity(),
            "addresses": [{"type": "Hostname", "address": name}],
            "conditions": [_ready(["the kubelet is starting"], {})],
            "nodeInfo": info,
            "features": {"supplementalGroupsPolicy": True},
        },
    }


def _ready(reasons: Sequence[str], before: JsonObject) -> JsonObject:
    now = timestamp(datetime.now(UTC))
    status = "False" if reasons else "True"
    since = before.get("lastTransitionTime") if before.get("status") == status else None
    return {
        "type": "Ready",
        "status": status,
        "reason": "KubeletNotReady" if reasons else "KubeletReady",
        "message": "; ".join(reasons) or "kubelet is posting ready status",
        "lastHeartbeatTime": now,
        "lastTransitionTime": since or now,
    }
