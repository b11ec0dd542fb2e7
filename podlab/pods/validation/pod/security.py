"""Rules of the security contexts of Pod and container."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import (
    duplicate,
    forbidden,
    in_range,
    invalid,
    required,
    unquoted,
    unsupported,
)

IDS = (0, 2147483647)
PROFILE_TYPES = ("Localhost", "RuntimeDefault", "Unconfined")
CHANGE_POLICIES = ("Always", "OnRootMismatch")
APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
PROC_MOUNTS = ("Default", "Unmasked")


def container_security_errors(context: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """The securityContext of one container."""
    yield from _ids(context, path)
    yield from _profiles(context, path)
    mount = context.get("procMount")
    if mount is not None and mount not in PROC_MOUNTS:
        yield unsupported(f"{path}.procMount", mount, PROC_MOUNTS)
    if context.get("allowPrivilegeEscalation") is not False:
        return
    whole = "core.SecurityContext{…}"
    if context.get("privileged"):
        detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
        yield unquoted(path, whole, detail)
    if "CAP_SYS_ADMIN" in ((context.get("capabilities") or {}).get("add") or []):
        detail = (
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        )
        yield unquoted(path, whole, detail)


def pod_security_errors(spec: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """The Pod's securityContext, and the host's namespaces that go with it."""
    context = spec.get("securityContext") or {}
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        yield invalid(f"{path}.shareProcessNamespace", True, detail, where="spec.hostPID")
    yield from _ids(context, path)
    if "fsGroup" in context:
        yield from in_range(f"{path}.fsGroup", context["fsGroup"], *IDS)
    for index, group in enumerate(context.get("supplementalGroups") or []):
        yield from in_range(f"{path}.supplementalGroups[{index}]", group, *IDS)
    yield from _sysctls(context.get("sysctls") or [], spec, f"{path}.sysctls")
    policy = context.get("fsGroupChangePolicy")
    if policy is not None and policy not in CHANGE_POLICIES:
        yield unsupported(f"{path}.fsGroupChangePolicy", policy, CHANGE_POLICIES)
    yield from _profiles(context, path)


def _ids(context: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    for name in ("runAsUser", "runAsGroup"):
        if name in context:
            yield from in_range(f"{path}.{name}", context[name], *IDS)


def _profiles(context: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    for name, go_type in (("seccompProfile", "Seccomp"), ("appArmorProfile", "AppArmor")):
        if name in context:
            yield from _profile(context[name], f"{path}.{name}", go_type)


def _profile(profile: Mapping[str, Any], path: str, go_type: str) -> Iterator[FieldError]:
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        yield required(f"{path}.type", "type is required when profile is set")
        return
    if kind not in PROFILE_TYPES:
        yield unsupported(f"{path}.type", kind, PROFILE_TYPES)
    elif kind == "Localhost" and not local:
        detail = f"must be set when {go_type.lower()} type is Localhost"
        yield required(f"{path}.localhostProfile", detail)
    elif kind != "Localhost" and local is not None:
        whole = f'core.{go_type}Profile{{Type:"{kind}", LocalhostProfile:(*string)(0xc000000000)}}'
        detail = f"can only be set when {go_type.lower()} type is Localhost"
        yield unquoted(f"{path}.localhostProfile", whole, detail)
    elif local and go_type == "Seccomp":
        for problem in names.descending_path(local):
            yield invalid(f"{path}.localhostProfile", local, problem)
    elif local and local != local.strip():
        yield invalid(f"{path}.localhostProfile", local, "must not be padded with whitespace")


def _sysctls(
    sysctls: list[Mapping[str, Any]], spec: Mapping[str, Any], path: str
) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, each in enumerate(sysctls):
        name = each.get("name") or ""
        if not name:
            yield required(f"{path}[{index}].name")
        else:
            for problem in names.sysctl_name(name):
                yield invalid(f"{path}[{index}].name", name, problem)
        if name in seen:
            yield duplicate(f"{path}[{index}].name", name)
        seen.add(name)
        if spec.get("hostNetwork") and name.startswith("net."):
            yield forbidden(f"{path}[{index}].name", "may not be set when hostNetwork is true")


def app_armor_annotation_errors(pod: Mapping[str, Any]) -> Iterator[FieldError]:
    """The annotations that named AppArmor profiles before there was a field."""
    spec = pod.get("spec") or {}
    known = {each.get("name") for field in ("containers", "initContainers", "ephemeralContainers")
             for each in spec.get(field) or []}  # fmt: skip
    for key, profile in ((pod.get("metadata") or {}).get("annotations") or {}).items():
        if not key.startswith(APP_ARMOR):
            continue
        path, name = f"metadata.annotations[{key}]", key.removeprefix(APP_ARMOR)
        if name not in known:
            yield invalid(path, name, "container not found")
        usual = profile in {"", "runtime/default", "unconfined"}
        if not usual and not profile.startswith("localhost/"):
            yield invalid(path, profile, f'invalid AppArmor profile name: "{profile}"')
