"""Rules of `spec.os`: what has no place in a Pod for Linux, or for Windows.

Source: validation.go, validateOS, validateLinux, validateWindows, validateWindowsHostProcessPod.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation.sentences import forbidden, invalid, required, unsupported

SYSTEMS = ("linux", "windows")
NOT_FOR_LINUX = "windows options cannot be set for a linux pod"
NOT_FOR_WINDOWS = "cannot be set for a windows pod"
OF_A_POD = (  # in the order in which they are told; without a dot: fields of the context
    "appArmorProfile", "seLinuxOptions", "spec.hostUsers", "spec.hostPID", "spec.hostIPC",
    "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls", "spec.shareProcessNamespace",
    "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
)  # fmt: skip
OF_A_CONTAINER = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities",
    "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser",
    "runAsGroup",
)  # fmt: skip
SWITCHES = frozenset({"spec.hostPID", "spec.hostIPC"})  # false is as good as nothing
ALL_OR_NONE = (
    "If pod contains any hostProcess containers then all containers must be HostProcess containers"
)
NEEDS_THE_NETWORK = "hostNetwork must be true if pod contains any hostProcess containers"
Spec = Mapping[str, Any]


def system_errors(spec: Spec) -> Iterator[FieldError]:
    """The system's name, and whatever is not for it."""
    if "os" not in spec:
        return
    system = spec["os"].get("name") or ""
    if not system:
        yield required("spec.os.name", "cannot be empty")
    elif system not in SYSTEMS:
        yield unsupported("spec.os", system, SYSTEMS, where="spec.os.name")
    elif system == "linux":
        for path, context in [("spec.securityContext", _context(spec)), *_contexts(spec)]:
            if "windowsOptions" in context:
                yield forbidden(f"{path}.windowsOptions", NOT_FOR_LINUX)
    else:
        yield from _not_for_windows(spec)


def _not_for_windows(spec: Spec) -> Iterator[FieldError]:
    context = _context(spec)
    for field in OF_A_POD:
        parent = spec if "." in field else context
        value = parent.get(field.removeprefix("spec."))
        if value is not None and (value or field not in SWITCHES) and value != []:
            path = field if "." in field else f"spec.securityContext.{field}"
            yield forbidden(path, NOT_FOR_WINDOWS)
    for path, each in _contexts(spec):
        for field in OF_A_CONTAINER:
            if each.get(field) is not None:
                yield forbidden(f"{path}.{field}", NOT_FOR_WINDOWS)


def host_process_errors(spec: Spec) -> Iterator[FieldError]:
    """Containers that are processes of a Windows host, all of them or none."""
    whole = _host_process(_context(spec))
    contexts = list(_contexts(spec))
    own = [_host_process(context) for _, context in contexts]
    for (path, _), each in zip(contexts, own, strict=True):
        if whole is not None and each is not None and each is not whole:
            shown = "true" if whole else "false"
            detail = f"pod hostProcess value must be identical if both are specified, was {shown}"
            yield invalid(f"{path}.windowsOptions.hostProcess", each, detail)
    count = sum(bool(whole if each is None else each) for each in own)
    if not count:
        return
    if count != len(own):
        yield invalid("spec", "", ALL_OR_NONE)
    if not spec.get("hostNetwork"):
        yield invalid("spec.hostNetwork", False, NEEDS_THE_NETWORK)


def _context(parent: Spec) -> Spec:
    context: Spec = parent.get("securityContext") or {}
    return context


def _host_process(context: Spec) -> bool | None:
    answer: bool | None = (context.get("windowsOptions") or {}).get("hostProcess")
    return answer


def _contexts(spec: Spec) -> Iterator[tuple[str, Spec]]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for index, each in enumerate(spec.get(field) or []):
            yield f"spec.{field}[{index}].securityContext", _context(each)
