"""How a Deployment that is scaled shares its Pods out among its ReplicaSets.

Source: pkg/controller/deployment/sync.go, util/deployment_util.go.
"""

import math
from collections.abc import Mapping, Sequence

from podlab.pods.objects import JsonObject
from podlab.workloads.deployments.numbers import (
    counted_pods,
    is_rolling,
    max_surge,
    replicas_of,
    wanted_pods,
    with_replicas,
)
from podlab.workloads.deployments.revisions import DESIRED, MOST, written_size

Sizes = Mapping[str, int]  # ReplicaSet's name: how many Pods it shall want


def is_scaling(deployment: JsonObject, replica_sets: Sequence[JsonObject]) -> bool:
    """Whether the Deployment has another size than when its ReplicaSets were last scaled."""
    written = [written_size(each, DESIRED) for each in with_replicas(replica_sets)]
    return any(size is not None and size != replicas_of(deployment) for size in written)


def scaled_sizes(
    deployment: JsonObject, new: JsonObject | None, old: Sequence[JsonObject]
) -> Sizes:
    """The sizes that the ReplicaSets get, without a step of the rollout."""
    replicas = replicas_of(deployment)
    only = _active_or_latest(new, old)
    if only is not None:
        return {only["metadata"]["name"]: replicas}
    if new is not None and _is_saturated(deployment, new):
        return {each["metadata"]["name"]: 0 for each in with_replicas(old)}
    everyone = [*old, new] if new else list(old)
    if is_rolling(deployment):
        return _proportional(deployment, everyone)
    return {each["metadata"]["name"]: replicas_of(each) for each in with_replicas(everyone)}


def _proportional(deployment: JsonObject, replica_sets: Sequence[JsonObject]) -> Sizes:
    """Each ReplicaSet keeps its share; what rounding leaves goes to the first."""
    replicas = replicas_of(deployment)
    active = with_replicas(replica_sets)
    allowed = replicas + max_surge(deployment) if replicas > 0 else 0
    to_add = allowed - wanted_pods(active)
    active.sort(key=lambda each: _by_size(each, newest_first=to_add > 0))
    sizes: dict[str, int] = {}
    added = 0
    for each in active:
        share = _share(each, deployment, to_add, added)
        sizes[each["metadata"]["name"]] = replicas_of(each) + share
        added += share
    for each in active[:1]:
        name = each["metadata"]["name"]
        sizes[name] = max(sizes[name] + to_add - added, 0)
    return sizes


def _share(replica_set: JsonObject, deployment: JsonObject, to_add: int, added: int) -> int:
    left = to_add - added
    if left == 0:
        return 0
    part = _fraction(replica_set, deployment)
    return min(part, left) if to_add > 0 else max(part, left)


def _fraction(replica_set: JsonObject, deployment: JsonObject) -> int:
    size, replicas = replicas_of(replica_set), replicas_of(deployment)
    if replicas == 0:
        return -size
    before = written_size(replica_set, MOST) or deployment.get("status", {}).get("replicas") or 0
    if not before:
        return 0
    share = size * (replicas + max_surge(deployment)) / before
    return math.floor(share + 0.5) - size


def _by_size(replica_set: JsonObject, *, newest_first: bool) -> tuple[int, float, str]:
    digits = "".join(filter(str.isdecimal, replica_set["metadata"].get("creationTimestamp", "")))
    age = float(digits or 0)
    name = replica_set["metadata"]["name"]
    return -replicas_of(replica_set), -age if newest_first else age, name


def _active_or_latest(new: JsonObject | None, old: Sequence[JsonObject]) -> JsonObject | None:
    """The one ReplicaSet that has Pods; where none has, the latest."""
    active = with_replicas([*old, new] if new else old)
    if not active:
        return new or (old[-1] if old else None)
    return active[0] if len(active) == 1 else None


def _is_saturated(deployment: JsonObject, new: JsonObject) -> bool:
    replicas = replicas_of(deployment)
    return (
        replicas_of(new) == replicas
        and written_size(new, DESIRED) == replicas
        and counted_pods([new], "availableReplicas") == replicas
    )
