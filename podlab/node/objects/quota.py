"""How much is taken: Pods, on the node or waiting, and objects in a ServiceAccount's namespace.

The sentences are those of a ResourceQuota named `podlab`.
"""

from podlab.node.store import Store

MOST_PODS = 500  # of all learners, those that wait included: each has a thread
ENDED = ("Succeeded", "Failed")  # such Pods do not count
COUNTED = ("pods", "persistentvolumeclaims", "services")  # whose quotas are older than count/
MOST_IN_A_NAMESPACE = {
    "pods": 8,
    "configmaps": 32,
    "secrets": 32,
    "persistentvolumeclaims": 8,
    "services": 16,
    "deployments": 8,
    "replicasets": 32,
    "horizontalpodautoscalers": 8,
}


def quota_problem(store: Store, resource: str, namespace: str) -> str:
    """Why another object would be one too many, or "" when it is not."""
    if resource == "pods":
        problem = _exceeded("pods", _count(store, resource, None), MOST_PODS)
        if problem:
            return problem
    most = MOST_IN_A_NAMESPACE.get(resource)
    if most is None or not store.list("serviceaccounts", namespace).items:
        return ""
    counted = resource if resource in COUNTED else f"count/{resource}"
    return _exceeded(counted, _count(store, resource, namespace), most)


def _count(store: Store, resource: str, namespace: str | None) -> int:
    phases = [
        obj.get("status", {}).get("phase") if resource == "pods" else None
        for obj in store.list(resource, namespace).items
    ]
    return sum(phase not in ENDED for phase in phases)


def _exceeded(counted: str, used: int, most: int) -> str:
    if used < most:
        return ""
    return (
        f"exceeded quota: podlab, requested: {counted}=1, used: {counted}={used},"
        f" limited: {counted}={most}"
    )
