"""One step of a rollout: the sizes that the ReplicaSets get next.

Source: pkg/controller/deployment/rolling.go, recreate.go.
"""

from collections.abc import Sequence

from podlab.pods.objects import JsonObject
from podlab.workloads.deployments.numbers import (
    counted_pods,
    is_rolling,
    max_surge,
    max_unavailable,
    replicas_of,
    wanted_pods,
    with_replicas,
)
from podlab.workloads.deployments.scaling import Sizes
from podlab.workloads.pods import phase_of


def first_size(deployment: JsonObject, old: Sequence[JsonObject]) -> int:
    """The size with which a new ReplicaSet begins."""
    return _new_size(deployment, 0, wanted_pods(old))


def rolling_step(deployment: JsonObject, new: JsonObject, old: Sequence[JsonObject]) -> Sizes:
    """The new one grows as far as it may; else the old ones shrink as far as they may."""
    size = replicas_of(new)
    grown = _new_size(deployment, size, sum(map(_there, old)) + size)
    if grown != size:
        return {new["metadata"]["name"]: grown}
    return _shrunk(deployment, new, with_replicas(old))


def recreate_step(
    deployment: JsonObject,
    new: JsonObject | None,
    old: Sequence[JsonObject],
    others_pods: Sequence[JsonObject],
) -> Sizes | None:
    """First the old ones shrink to nothing; None: then a new one may be made or may grow.

    `others_pods` are the Pods of the old ReplicaSets, also those that still stop.
    """
    active = with_replicas(old)
    if active:
        return {each["metadata"]["name"]: 0 for each in active}
    running = any(phase_of(pod) not in {"Succeeded", "Failed"} for pod in others_pods)
    if running or counted_pods(old, "replicas"):
        return {}
    if new is None:
        return None
    return {new["metadata"]["name"]: replicas_of(deployment)}


def _new_size(deployment: JsonObject, size: int, everything: int) -> int:
    replicas = replicas_of(deployment)
    if not is_rolling(deployment) or size >= replicas:
        return replicas
    room = replicas + max_surge(deployment) - everything
    return size + min(max(room, 0), replicas - size)


def _shrunk(deployment: JsonObject, new: JsonObject, old: Sequence[JsonObject]) -> Sizes:
    """Pods that are not available go first; of the others, what exceeds the minimum."""
    minimum = replicas_of(deployment) - max_unavailable(deployment)
    everyone = [*old, new]
    starting = replicas_of(new) - _available(new)
    may_go = wanted_pods(everyone) - minimum - starting
    if not old or may_go <= 0:
        return {}
    sizes = {each["metadata"]["name"]: replicas_of(each) for each in old}
    for each in old:
        size = replicas_of(each)
        unhealthy = max(size - _available(each), 0)
        sizes[each["metadata"]["name"]] = size - min(unhealthy, may_go)
        may_go -= min(unhealthy, may_go)
    surplus = sum(map(_available, everyone)) - minimum
    for name, size in sizes.items():
        going = min(size, max(surplus, 0))
        sizes[name] = size - going
        surplus -= going
    return sizes


def _there(replica_set: JsonObject) -> int:
    """Also Pods that it no longer wants but still has; Kubernetes would not wait for those."""
    return max(replicas_of(replica_set), counted_pods([replica_set], "replicas"))


def _available(replica_set: JsonObject) -> int:
    """No more than it wants: its status may still count a Pod that has to go."""
    return min(counted_pods([replica_set], "availableReplicas"), replicas_of(replica_set))
