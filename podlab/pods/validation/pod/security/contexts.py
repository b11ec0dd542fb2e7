"""Rules of the security contexts of Pod and container."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.pod.security.windows import windows_errors
from podlab.pods.validation.sentences import (
    duplicate,
    in_range,
    invalid,
    required,
    too_long,
    unquoted,
    unsupported,
)

IDS = (0, 2147483647)
PROFILE_TYPES = ("Localhost", "RuntimeDefault", "Unconfined")
CHANGE_POLICIES = ("Always", "OnRootMismatch")
LONGEST_PROFILE = 4095
IPC = ("kernel.shm", "kernel.msg", "fs.mqueue.")
PROC_MOUNTS = ("Default", "Unmasked")


def container_security_errors(
    context: Mapping[str, Any], path: str, *, host_users: bool
) -> Iterator[FieldError]:
    """The securityContext of one container."""
    for name in ("runAsUser", "runAsGroup"):
        if name in context:
            yield from in_range(f"{path}.{name}", context[name], *IDS)
    mount = context.get("procMount")
    if mount is not None and mount not in PROC_MOUNTS:
        yield unsupported(f"{path}.procMount", mount, PROC_MOUNTS)
    if mount == "Unmasked" and host_users:
        yield invalid(f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`")
    yield from _seccomp(context, f"{path}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        yield from _no_escalation(context, path)
    yield from windows_errors(context.get("windowsOptions"), f"{path}.windowsOptions")
    yield from _app_armor(context, f"{path}.appArmorProfile")


def _no_escalation(context: Mapping[str, Any], path: str) -> Iterator[FieldError]:
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
    for name in ("fsGroup", "runAsUser", "runAsGroup"):
        if name in context:
            yield from in_range(f"{path}.{name}", context[name], *IDS)
    for index, group in enumerate(context.get("supplementalGroups") or []):
        yield from in_range(f"{path}.supplementalGroups[{index}]", group, *IDS)
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        yield invalid(f"{path}.shareProcessNamespace", True, detail, where="spec.hostPID")
    yield from _sysctls(context.get("sysctls") or [], spec, f"{path}.sysctls")
    policy = context.get("fsGroupChangePolicy")
    if policy is not None and policy not in CHANGE_POLICIES:
        yield unsupported(f"{path}.fsGroupChangePolicy", policy, CHANGE_POLICIES)
    yield from _seccomp(context, f"{path}.seccompProfile")
    yield from windows_errors(context.get("windowsOptions"), f"{path}.windowsOptions")
    yield from _app_armor(context, f"{path}.appArmorProfile")


def _seccomp(context: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    if "seccompProfile" not in context:
        return
    profile = context["seccompProfile"]
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        yield required(f"{path}.type", "type is required when seccompProfile is set")
    elif kind not in PROFILE_TYPES:
        yield unsupported(f"{path}.type", kind, PROFILE_TYPES)
    if kind != "Localhost" and local is not None:
        whole = f'core.SeccompProfile{{Type:"{kind}", LocalhostProfile:(*string)(0xc000000000)}}'
        detail = "can only be set when seccomp type is Localhost"
        yield unquoted(f"{path}.localhostProfile", whole, detail)
    elif kind == "Localhost" and local is None:
        yield required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
    elif kind == "Localhost":
        for problem in names.descending_path(local or ""):
            yield invalid(f"{path}.localhostProfile", local, problem)


def _app_armor(context: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    if "appArmorProfile" not in context:
        return
    profile = context["appArmorProfile"]
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    at = f"{path}.localhostProfile"
    if not kind:
        yield required(f"{path}.type", "type is required when appArmorProfile is set")
    elif kind not in PROFILE_TYPES:
        yield unsupported(f"{path}.type", kind, PROFILE_TYPES)
    elif kind != "Localhost" and local is not None:
        yield invalid(at, local, "can only be set when AppArmor type is Localhost")
    elif kind == "Localhost" and local and local != local.strip():
        yield invalid(at, local, "must not be padded with whitespace")
    elif kind == "Localhost" and not local:
        yield required(at, "must be set when AppArmor type is Localhost")
    if kind == "Localhost" and len(local or "") > LONGEST_PROFILE:
        yield too_long(at, LONGEST_PROFILE)


def _sysctls(
    sysctls: list[Mapping[str, Any]], spec: Mapping[str, Any], path: str
) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, each in enumerate(sysctls):
        name, at = each.get("name") or "", f"{path}[{index}].name"
        problems = names.sysctl_name(name) if name else []
        if not name:
            yield required(at)
        elif not problems and name in seen:
            yield duplicate(at, name)
        for problem in problems:
            yield invalid(at, name, problem)
        seen.add(name)
        yield from _of_the_host(name.replace("/", "."), name, spec, at)


def _of_the_host(plain: str, name: str, spec: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    if spec.get("hostNetwork") and plain.startswith("net."):
        yield invalid(path, name, "may not be specified when 'hostNetwork' is true")
    elif spec.get("hostIPC") and (plain == "kernel.sem" or plain.startswith(IPC)):
        yield invalid(path, name, "may not be specified when 'hostIPC' is true")
