"""Rules of `spec` itself: policies, names, addresses, and what the other modules check in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.ephemeral import ephemeral_errors
from podlab.pods.validation.metadata import label_errors
from podlab.pods.validation.pod.containers import container_errors, padded_image_errors
from podlab.pods.validation.pod.security import (
    app_armor_annotation_errors,
    host_process_errors,
    pod_security_errors,
    system_errors,
)
from podlab.pods.validation.pod.volumes import token_errors, volume_errors
from podlab.pods.validation.scheduling import (
    affinity_errors,
    gate_errors,
    spread_errors,
    toleration_errors,
)
from podlab.pods.validation.sentences import (
    forbidden,
    in_range,
    invalid,
    required,
    unsupported,
)

RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
PREEMPTION_POLICIES = ("PreemptLowerPriority", "Never")
MAX_NAMESERVERS = 3
MAX_SEARCHES = 32
MAX_SEARCH_CHARACTERS = 2048


def pod_errors(pod: Mapping[str, Any], *, exists: bool = False) -> Iterator[FieldError]:
    """Everything wrong with a Pod's spec, in the API server's order.

    Only a Pod that `exists` may have ephemeral containers.
    """
    spec = pod.get("spec") or {}
    yield from app_armor_annotation_errors(pod)
    errors, volumes = volume_errors(spec)
    yield from errors
    yield from container_errors(spec, volumes)
    if exists:
        yield from ephemeral_errors(spec, volumes)
    yield from _host_network(spec)
    yield from _policies(spec)
    yield from label_errors("spec.nodeSelector", spec.get("nodeSelector") or {})
    yield from pod_security_errors(spec, "spec.securityContext")
    yield from _scheduling(spec)
    yield from host_process_errors(spec)
    yield from _names(spec)
    yield from system_errors(spec)
    yield from token_errors(spec)
    yield from padded_image_errors(spec)
    if not exists:
        yield from _new(spec)


def _scheduling(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    yield from affinity_errors(spec.get("affinity"), "spec.affinity")
    yield from _dns(spec)
    for index, gate in enumerate(spec.get("readinessGates") or []):
        kind = gate.get("conditionType") or ""
        for problem in names.qualified_name(kind):
            yield invalid(f"spec.readinessGates[{index}].conditionType", kind, problem)
    yield from gate_errors(spec.get("schedulingGates") or [], "spec.schedulingGates")
    constraints = spec.get("topologySpreadConstraints") or []
    yield from spread_errors(constraints, "spec.topologySpreadConstraints")


def _new(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    """What only a Pod may have that is there already."""
    if spec.get("ephemeralContainers"):
        yield forbidden("spec.ephemeralContainers", "cannot be set on create")
    if spec.get("schedulingGates") and spec.get("nodeName"):
        detail = "cannot be set until all schedulingGates have been cleared"
        yield forbidden("spec.nodeName", detail)


def _host_network(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    for index, container in enumerate(spec.get("containers") or []):
        for number, port in enumerate(container.get("ports") or []):
            host = port.get("hostPort") or port.get("containerPort")
            if spec.get("hostNetwork") and host != port.get("containerPort"):
                path = f"spec.containers[{index}].ports[{number}].hostPort"
                detail = "must match `containerPort` when `hostNetwork` is true"
                yield invalid(path, port.get("hostPort"), detail)


def _policies(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    if spec.get("restartPolicy") not in RESTART_POLICIES:
        value = str(spec.get("restartPolicy"))
        yield unsupported("spec.restartPolicy", value, RESTART_POLICIES)
    if spec.get("dnsPolicy") not in DNS_POLICIES:
        yield unsupported("spec.dnsPolicy", str(spec.get("dnsPolicy")), DNS_POLICIES)


def _dns(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    config = spec.get("dnsConfig")
    servers = (config or {}).get("nameservers") or []
    if spec.get("dnsPolicy") == "None":
        if config is None:
            yield required("spec.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if not servers:
            detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            yield required("spec.dnsConfig.nameservers", detail)
            return
    if len(servers) > MAX_NAMESERVERS:
        detail = f"must not have more than {MAX_NAMESERVERS} nameservers"
        yield invalid("spec.dnsConfig.nameservers", servers, detail)
    for index, server in enumerate(servers):
        for problem in names.ip_address(server):
            yield invalid(f"spec.dnsConfig.nameservers[{index}]", server, problem)
    yield from _searches((config or {}).get("searches") or [])
    for index, option in enumerate((config or {}).get("options") or []):
        if not option.get("name"):
            yield required(f"spec.dnsConfig.options[{index}]", "must not be empty")


def _searches(searches: list[str]) -> Iterator[FieldError]:
    if len(searches) > MAX_SEARCHES:
        detail = f"must not have more than {MAX_SEARCHES} search paths"
        yield invalid("spec.dnsConfig.searches", searches, detail)
    if len(" ".join(searches)) > MAX_SEARCH_CHARACTERS:
        detail = (
            f"must not have more than {MAX_SEARCH_CHARACTERS} characters (including spaces) "
            "in the search list"
        )
        yield invalid("spec.dnsConfig.searches", searches, detail)
    for index, search in enumerate(searches):
        for problem in names.subdomain(search.removesuffix(".")):
            yield invalid(f"spec.dnsConfig.searches[{index}]", search.removesuffix("."), problem)


def _names(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    yield from _name(spec, "serviceAccountName", names.subdomain)
    yield from _name(spec, "nodeName", names.subdomain)
    if "activeDeadlineSeconds" in spec:
        value = spec["activeDeadlineSeconds"]
        yield from in_range("spec.activeDeadlineSeconds", value, 1, 2147483647)
    yield from _name(spec, "hostname", names.label)
    yield from _name(spec, "subdomain", names.label)
    yield from toleration_errors(spec.get("tolerations") or [], "spec.tolerations")
    yield from _host_aliases(spec.get("hostAliases") or [])
    yield from _name(spec, "priorityClassName", names.subdomain)
    yield from _name(spec, "runtimeClassName", names.subdomain)
    policy = spec.get("preemptionPolicy")
    if policy is not None and policy not in PREEMPTION_POLICIES:
        yield unsupported("spec.preemptionPolicy", policy, PREEMPTION_POLICIES)


def _name(
    spec: Mapping[str, Any], field: str, check: Callable[[str], list[str]]
) -> Iterator[FieldError]:
    value = spec.get(field) or ""
    for problem in check(value) if value else []:
        yield invalid(f"spec.{field}", value, problem)


def _host_aliases(aliases: list[Mapping[str, Any]]) -> Iterator[FieldError]:
    for index, alias in enumerate(aliases):
        path = f"spec.hostAliases[{index}]"
        address = alias.get("ip") or ""
        for problem in names.ip_address(address):
            yield invalid(f"{path}.ip", address, problem)
        for number, host in enumerate(alias.get("hostnames") or []):
            for problem in names.subdomain(host):
                yield invalid(f"{path}.hostnames[{number}]", host, problem)
