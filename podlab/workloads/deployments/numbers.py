"""A Deployment's numbers: its replicas, how many more or fewer it may have, and who has them.

Source: pkg/controller/deployment/util/deployment_util.go.
"""

import math
from collections.abc import Iterable

from podlab.pods.objects import JsonObject


def replicas_of(obj: JsonObject) -> int:
    """How many Pods a Deployment or ReplicaSet wants."""
    count = obj["spec"].get("replicas")
    return 1 if count is None else int(count)


def wanted_pods(replica_sets: Iterable[JsonObject]) -> int:
    """How many Pods these ReplicaSets want together."""
    return sum(replicas_of(each) for each in replica_sets)


def counted_pods(replica_sets: Iterable[JsonObject], name: str) -> int:
    """The sum of one number of their statuses, such as `availableReplicas`."""
    return sum(int(each.get("status", {}).get(name) or 0) for each in replica_sets)


def with_replicas(replica_sets: Iterable[JsonObject]) -> list[JsonObject]:
    """Those that want Pods at all."""
    return [each for each in replica_sets if replicas_of(each) > 0]


def is_rolling(deployment: JsonObject) -> bool:
    """Whether old Pods are replaced bit by bit."""
    strategy = deployment["spec"].get("strategy") or {}
    return bool(strategy.get("type", "RollingUpdate") == "RollingUpdate")


def max_surge(deployment: JsonObject) -> int:
    """How many Pods more than wanted there may be during a rollout."""
    return _fenceposts(deployment)[0] if is_rolling(deployment) else 0


def max_unavailable(deployment: JsonObject) -> int:
    """How many Pods fewer than wanted may be available during a rollout."""
    replicas = replicas_of(deployment)
    if not is_rolling(deployment) or replicas == 0:
        return 0
    return min(_fenceposts(deployment)[1], replicas)


def _fenceposts(deployment: JsonObject) -> tuple[int, int]:
    """A surge is rounded up, an unavailability down; both 0 would stand still for ever."""
    rolling = (deployment["spec"].get("strategy") or {}).get("rollingUpdate") or {}
    replicas = replicas_of(deployment)
    surge = _resolved(rolling.get("maxSurge", "25%"), replicas, round_up=True)
    unavailable = _resolved(rolling.get("maxUnavailable", "25%"), replicas, round_up=False)
    return surge, 1 if surge == unavailable == 0 else unavailable


def _resolved(value: int | str, total: int, *, round_up: bool) -> int:
    if isinstance(value, int):
        return value
    share = int(value.removesuffix("%")) * total / 100
    return math.ceil(share) if round_up else math.floor(share)
