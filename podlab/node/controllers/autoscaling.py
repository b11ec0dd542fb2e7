"""Scales what an autoscaler points at. Source: pkg/controller/podautoscaler/horizontal.go."""

import asyncio
import contextlib
import math
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from podlab.node.controllers.controller import Controller, only_status_changed
from podlab.node.controllers.events import EventLog
from podlab.node.objects.owning import changed_by_controller
from podlab.node.runtime import ContainerUsage, RuntimeUnavailable
from podlab.node.runtime import Usage as Measured
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject
from podlab.workloads.autoscaling.deciding import (
    ABLE,
    Look,
    autoscaler_status,
    look,
    target_missing,
)
from podlab.workloads.autoscaling.limits import History, begin, scaled
from podlab.workloads.autoscaling.metrics import Usage
from podlab.workloads.autoscaling.usage import PodUsage
from podlab.workloads.deployments.numbers import replicas_of
from podlab.workloads.ownership import selects

RESOURCE = "horizontalpodautoscalers"
TARGETS = {"Deployment": "deployments", "ReplicaSet": "replicasets"}
SECONDS_BETWEEN_LOOKS = 15.0

ReadUsage = Callable[[float], Coroutine[Any, Any, Measured]]  # at most so many seconds old


class Autoscalers:
    """One step looks at one autoscaler; without any, nothing is measured."""

    def __init__(
        self, store: Store, read_usage: ReadUsage, seconds: float, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._read_usage = read_usage
        self._seconds = seconds
        self._now = now
        self._events = EventLog(store, "horizontal-pod-autoscaler", now)
        self._histories: dict[str, History] = {}  # when lost, scaling down only waits anew
        self.controller = Controller("autoscaling", self.sync)

    def changed(self, event: WatchEvent) -> None:
        """An autoscaler changed. Called under the store's lock."""
        if event.type == "DELETED":
            self._histories.pop(event.object["metadata"]["uid"], None)
        elif not only_status_changed(event):
            self.controller.wake(event.namespace, event.object["metadata"]["name"])

    def sync(self, namespace: str, name: str) -> float | None:
        """Read what the Pods use, decide, scale, report."""
        try:
            autoscaler = self._store.get(RESOURCE, namespace, name)
        except NotFound:
            return None
        measured = self._measured()  # takes a second; what is decided on is read afterwards
        reference = autoscaler["spec"]["scaleTargetRef"]
        resource = TARGETS.get(reference["kind"], "")
        try:
            target = self._store.get(resource, namespace, reference["name"])
        except NotFound:
            where = f'{resource or reference["kind"].lower()}/scale.apps "{reference["name"]}"'
            found = target_missing(autoscaler, f"{where} not found", self._now())
            self._report(autoscaler, found.desired, found)
            return self._seconds
        self._look(autoscaler, resource, target, measured)
        return self._seconds

    def _look(
        self, autoscaler: JsonObject, resource: str, target: JsonObject, measured: Measured | None
    ) -> None:
        uid, current = autoscaler["metadata"]["uid"], replicas_of(target)
        pods = [
            pod
            for pod in self._store.list("pods", target["metadata"]["namespace"]).items
            if selects(target["spec"].get("selector"), pod["metadata"].get("labels"))
        ]
        usage = usage_of(pods, measured) if measured else {}
        now = self._now()
        history = begin(self._histories.get(uid), current, now)
        found = look(autoscaler, current, pods, usage, history, now)
        self._histories[uid] = found.history
        if found.desired != current:
            self._scale(autoscaler, resource, target, found)
        self._report(autoscaler, current, found)

    def _scale(
        self, autoscaler: JsonObject, resource: str, target: JsonObject, found: Look
    ) -> None:
        metadata, uid = target["metadata"], autoscaler["metadata"]["uid"]

        def edit(stored: JsonObject) -> JsonObject:
            sized = {**stored, "spec": {**stored["spec"], "replicas": found.desired}}
            return changed_by_controller(stored, sized, "scale")

        self._store.change(resource, metadata["namespace"], metadata["name"], edit)
        message = "the HPA controller was able to update the target scale to"
        found.say(ABLE, "True", "SucceededRescale", f"{message} {found.desired}")
        told = f"New size: {found.desired}; reason: {found.why}"
        self._events.normal(autoscaler, "SuccessfulRescale", told)
        current = replicas_of(target)
        self._histories[uid] = scaled(found.history, current, found.desired, found.now)

    def _report(self, autoscaler: JsonObject, current: int, found: Look) -> None:
        for reason, message in found.problems:
            self._events.warning(autoscaler, reason, message)
        metadata = autoscaler["metadata"]
        status = autoscaler_status(autoscaler, current, found)

        def edit(stored: JsonObject) -> JsonObject | None:
            same = stored["metadata"]["uid"] == metadata["uid"]
            new = {**stored, "status": status}
            return changed_by_controller(stored, new, "status") if same else None

        with contextlib.suppress(NotFound):
            self._store.change(RESOURCE, metadata["namespace"], metadata["name"], edit)

    def _measured(self) -> Measured | None:
        try:
            return asyncio.run(self._read_usage(self._seconds))
        except RuntimeUnavailable:
            return None


def usage_of(pods: Sequence[JsonObject], measured: Measured) -> Usage:
    """What these Pods use, all containers together; of a Pod that did not run nothing is known."""
    names = {pod["metadata"]["uid"]: pod["metadata"]["name"] for pod in pods}
    by_pod: dict[str, list[ContainerUsage]] = {}
    for each in measured.containers:
        if each.pod_uid in names:
            by_pod.setdefault(names[each.pod_uid], []).append(each)
    return {
        resource: {
            name: PodUsage(sum(map(amount, found)), measured.at, measured.window)
            for name, found in by_pod.items()
        }
        for resource, amount in AMOUNTS.items()
    }


def _cpu(usage: ContainerUsage) -> int:
    return math.ceil(usage.cpu_nanocores / 1e6)


def _memory(usage: ContainerUsage) -> int:
    return usage.memory_bytes * 1000


AMOUNTS = {"cpu": _cpu, "memory": _memory}
