"""Rules of init containers and main containers."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.pod.environment import env_errors, env_from_errors
from podlab.pods.validation.pod.handlers import PORTS, PROBES, lifecycle_errors, probe_errors
from podlab.pods.validation.pod.mounts import mount_errors
from podlab.pods.validation.pod.resources import (
    not_for_init_containers,
    resize_errors,
    resource_errors,
)
from podlab.pods.validation.pod.security import container_security_errors
from podlab.pods.validation.sentences import (
    duplicate,
    forbidden,
    in_range,
    invalid,
    required,
    unsupported,
)

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
PROTOCOLS = ("SCTP", "TCP", "UDP")
OF_THE_POD = (
    "It belongs to spec.restartPolicy; other policies of single containers are newer than v1.32, "
    "which Podlab follows."
)
ONLY_SIDECARS = "may not be set for init containers without restartPolicy=Always"


def container_errors(spec: Mapping[str, Any], volumes: Mapping[str, Any]) -> Iterator[FieldError]:
    """All containers of a Pod; `volumes` are the sound ones by name."""
    main = spec.get("containers") or []
    if not main:
        yield required("spec.containers")
    seen: set[str] = set()
    for index, container in enumerate(main):
        path = f"spec.containers[{index}]"
        yield from common_errors(container, volumes, path, spec)
        yield from unique_name_errors(container, seen, path)
        yield from _handlers(container, spec, path)
        if container.get("restartPolicy") is not None:
            detail = "may not be set for non-init containers"
            yield forbidden(f"{path}.restartPolicy", detail, OF_THE_POD)
    yield from _host_port_conflicts(main, "spec.containers")
    for index, container in enumerate(spec.get("initContainers") or []):
        path = f"spec.initContainers[{index}]"
        yield from common_errors(container, volumes, path, spec)
        yield from _init_only(container, spec, path, seen)


def common_errors(
    container: Mapping[str, Any], volumes: Mapping[str, Any], path: str, spec: Mapping[str, Any]
) -> Iterator[FieldError]:
    """The rules that hold for every kind of container."""
    yield from _name_and_image(container, path)
    policy = container.get("terminationMessagePolicy")
    if policy not in MESSAGE_POLICIES:
        yield unsupported(f"{path}.terminationMessagePolicy", str(policy), MESSAGE_POLICIES)
    yield from _ports(container.get("ports") or [], f"{path}.ports")
    yield from env_errors(container.get("env") or [], f"{path}.env")
    yield from env_from_errors(container.get("envFrom") or [], f"{path}.envFrom")
    yield from mount_errors(container, volumes, path)
    pull = container.get("imagePullPolicy")
    if pull is not None and pull not in PULL_POLICIES:
        yield unsupported(f"{path}.imagePullPolicy", pull, PULL_POLICIES)
    yield from resource_errors(container.get("resources") or {}, f"{path}.resources")
    yield from resize_errors(container.get("resizePolicy") or [], f"{path}.resizePolicy", spec)
    context = container.get("securityContext") or {}
    users = spec.get("hostUsers") is not False
    yield from container_security_errors(context, f"{path}.securityContext", host_users=users)


def _name_and_image(container: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    name, image = container.get("name") or "", container.get("image") or ""
    if not name:
        yield required(f"{path}.name")
    else:
        for problem in names.label(name):
            yield invalid(f"{path}.name", name, problem)
    if not image:
        yield required(f"{path}.image")


def padded_image_errors(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    """Images with spaces around them, which templates may have and Pods may not."""
    for field in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(field) or []):
            yield from padded_image(container, f"spec.{field}[{index}]")


def padded_image(container: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """An error where one image has spaces around it."""
    image = container.get("image") or ""
    if image != image.strip():
        yield invalid(f"{path}.image", image, "must not have leading or trailing whitespace")


def unique_name_errors(
    container: Mapping[str, Any], seen: set[str], path: str
) -> Iterator[FieldError]:
    """An error where the name is among those `seen`; it is one of them afterwards."""
    name = container.get("name") or ""
    if name and name in seen:
        yield duplicate(f"{path}.name", name)
    seen.add(name)


def _handlers(
    container: Mapping[str, Any], spec: Mapping[str, Any], path: str
) -> Iterator[FieldError]:
    grace = spec.get("terminationGracePeriodSeconds", 30)
    yield from lifecycle_errors(container.get("lifecycle") or {}, f"{path}.lifecycle", grace)
    for name in PROBES:
        if name in container:
            yield from probe_errors(name, container[name], f"{path}.{name}")


def _init_only(
    container: Mapping[str, Any], spec: Mapping[str, Any], path: str, seen: set[str]
) -> Iterator[FieldError]:
    policy = container.get("restartPolicy")
    if policy is not None and policy != "Always":
        yield unsupported(f"{path}.restartPolicy", policy, ("Always",), OF_THE_POD)
    yield from unique_name_errors(container, seen, path)
    yield from _host_port_conflicts([container], "spec.initContainers")
    if policy == "Always":
        yield from _handlers(container, spec, path)
    else:
        for name in ("lifecycle", *PROBES):
            if name in container:
                yield forbidden(f"{path}.{name}", ONLY_SIDECARS)
    if container.get("resizePolicy"):
        yield not_for_init_containers(container["resizePolicy"], f"{path}.resizePolicy")


def _ports(ports: list[Mapping[str, Any]], path: str) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, port in enumerate(ports):
        at = f"{path}[{index}]"
        name = port.get("name") or ""
        if name:
            problems = names.port_name(name)
            for problem in problems:
                yield invalid(f"{at}.name", name, problem)
            if not problems and name in seen:
                yield duplicate(f"{at}.name", name)
            seen.add(name)
        number = port.get("containerPort", 0)
        if number == 0:
            yield required(f"{at}.containerPort")
        else:
            yield from in_range(f"{at}.containerPort", number, *PORTS)
        if port.get("hostPort", 0) != 0:
            yield from in_range(f"{at}.hostPort", port["hostPort"], *PORTS)
        if port.get("protocol") not in PROTOCOLS:
            yield unsupported(f"{at}.protocol", port.get("protocol") or "", PROTOCOLS)


def _host_port_conflicts(containers: list[Mapping[str, Any]], path: str) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, container in enumerate(containers):
        for number, port in enumerate(container.get("ports") or []):
            if not port.get("hostPort"):
                continue
            key = f"{port.get('protocol')}/{port.get('hostIP') or ''}/{port['hostPort']}"
            if key in seen:
                yield duplicate(f"{path}[{index}].ports[{number}].hostPort", key)
            seen.add(key)
