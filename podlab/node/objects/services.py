"""What this node makes of a Service: names for Pods on the namespace's network, nothing else."""

from collections.abc import Iterator, Sequence

from podlab.node.store import Store
from podlab.pods.errors import FieldError
from podlab.pods.networking.annotation import ANNOTATION, NAMESPACE
from podlab.pods.networking.names import selects
from podlab.pods.objects import JsonObject

NONE = "None"
NOT_HERE = {
    "clusterIP": "Forbidden: there are no virtual addresses here; leave it out, or say None",
    "externalIPs": "Forbidden: nothing outside reaches a Pod of this node",
    "externalName": "Forbidden: no name outside is known here",
    "loadBalancerIP": "Forbidden: nothing outside reaches a Pod of this node",
    "loadBalancerClass": "Forbidden: nothing outside reaches a Pod of this node",
    "trafficDistribution": "Forbidden: nothing stands between clients and Pods here",
}
ONE_TYPE = "Forbidden: this node has Services of type ClusterIP only; nothing outside reaches a Pod"
NO_AFFINITY = "Forbidden: nothing stands between clients and Pods here; leave it out"
NO_SELECTOR = "Forbidden: a Service finds its Pods by its selector here; there are no Endpoints"
NO_FORWARDING = (
    "Forbidden: nothing stands between clients and Pods here; let port be the one that the Pods "
    "listen on, or say clusterIP: None"
)
NO_ADDRESS = (
    "spec.clusterIP: this node has no virtual addresses; the Service's name resolves to its Pods' "
    "addresses, as with clusterIP: None"
)
LATE = (
    "spec.selector: a Pod gets a Service's name when it starts, with the annotation "
    f"{ANNOTATION}: {NAMESPACE}; make these anew: "
)


def refused_service(service: JsonObject, broken: Sequence[FieldError]) -> list[FieldError]:
    """What would have to be ignored, unless a rule has refused the field already."""
    known = {error.path for error in broken}
    return [error for error in _refusals(service["spec"]) if error.path not in known]


def _refusals(spec: JsonObject) -> Iterator[FieldError]:
    for field, problem in NOT_HERE.items():
        if spec.get(field) not in (None, "", [], NONE):
            yield FieldError(f"spec.{field}", problem)
    if spec.get("type", "ClusterIP") != "ClusterIP":
        yield FieldError("spec.type", ONE_TYPE)
    if spec.get("sessionAffinity", NONE) != NONE:
        yield FieldError("spec.sessionAffinity", NO_AFFINITY)
    if not spec.get("selector"):
        yield FieldError("spec.selector", NO_SELECTOR)
    if spec.get("clusterIP") == NONE:
        return
    for index, port in enumerate(spec.get("ports") or []):
        if port.get("targetPort", port.get("port")) != port.get("port"):
            yield FieldError(f"spec.ports[{index}].targetPort", NO_FORWARDING)


def headless(service: JsonObject) -> JsonObject:
    """The Service as it is stored: every one is headless here."""
    return {**service, "spec": {**service["spec"], "clusterIP": NONE, "clusterIPs": [NONE]}}


def service_warnings(store: Store, service: JsonObject) -> Iterator[str]:
    """That there is no virtual address, and which Pods were there before."""
    if service["spec"].get("clusterIP") != NONE:
        yield NO_ADDRESS
    pods = store.list("pods", service["metadata"]["namespace"]).items
    early = [each["metadata"] for each in pods]
    found = [each["name"] for each in early if selects(service, each.get("labels") or {})]
    if found:
        yield LATE + ", ".join(sorted(found))
