"""The Pod Security Standards in their own words, with the field path added.

Source: kubernetes/pod-security-admission, policy/check_*.go. Under "restricted" this node itself
applies what a manifest leaves out (no root, no capability, the runtime's seccomp profile), so
only what contradicts the standard is refused.
"""

from collections.abc import Iterator

from podlab.node.admission.walking import containers, contexts, items, volumes
from podlab.node.kubelet.plans.identity import DEFAULT_CAPABILITIES
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

SAFE_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
SELINUX_TYPES = frozenset({"", "container_t", "container_init_t", "container_kvm_t",
                           "container_engine_t"})  # fmt: skip
HOST_NAMESPACES = "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)"

USE_A_PROFILE = "kubectl debug asks for less with --profile=baseline or --profile=restricted."
_IN_ADD = "in securityContext.capabilities.add)"
_NO_ESCALATION = "must set securityContext.allowPrivilegeEscalation=false)"
_ONLY_LOW_PORTS = 'may add only "NET_BIND_SERVICE" to securityContext.capabilities)'


def violations(pod: JsonObject, policy: str) -> Iterator[FieldError]:
    """Everything that the standard forbids."""
    for path, text in _baseline(pod):
        yield _violation(path, "baseline", text)
    if policy == "restricted":
        for path, text in _restricted(pod):
            yield _violation(path, "restricted", text)


def _violation(path: str, level: str, text: str) -> FieldError:
    advice = USE_A_PROFILE if path.startswith("spec.ephemeralContainers") else ""
    return FieldError(path, f'Forbidden: violates PodSecurity "{level}:latest": {text}', advice)


def _baseline(pod: JsonObject) -> Iterator[tuple[str, str]]:
    spec = pod.get("spec", {})
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field):
            yield f"spec.{field}", HOST_NAMESPACES
    for path, volume in volumes(pod):
        if "hostPath" in volume:
            yield f"{path}.hostPath", f'hostPath volumes (volume "{volume.get("name")}")'
    for path, container in containers(pod):
        yield from _container(path, container)
    for path, context in contexts(pod):
        yield from _profiles(path, context)
    for path, sysctl in items(spec.get("securityContext") or {}, "sysctls", "spec.securityContext"):
        if sysctl.get("name") not in SAFE_SYSCTLS:
            yield f"{path}.name", f"forbidden sysctls ({sysctl.get('name')})"


def _container(path: str, container: JsonObject) -> Iterator[tuple[str, str]]:
    name = f'container "{container.get("name")}"'
    context = container.get("securityContext") or {}
    for place, port in items(container, "ports", path):
        if port.get("hostPort"):
            yield f"{place}.hostPort", f"hostPort ({name} uses hostPort {port['hostPort']})"
    if context.get("privileged"):
        yield (
            f"{path}.securityContext.privileged",
            f"privileged ({name} must not set securityContext.privileged=true)",
        )
    for capability in (context.get("capabilities") or {}).get("add") or []:
        if capability not in DEFAULT_CAPABILITIES:
            yield (
                f"{path}.securityContext.capabilities.add",
                f'non-default capabilities ({name} must not include "{capability}" {_IN_ADD}',
            )
    if context.get("procMount") not in (None, "Default"):
        yield (
            f"{path}.securityContext.procMount",
            f'procMount ({name} must not set securityContext.procMount to "Unmasked")',
        )


def _profiles(path: str, context: JsonObject) -> Iterator[tuple[str, str]]:
    for field, words in (
        ("seccompProfile", "seccompProfile"),
        ("appArmorProfile", "appArmorProfile"),
    ):
        if (context.get(field) or {}).get("type") == "Unconfined":
            what = f'must not set {_owner(path)}{field} type to "Unconfined"'
            yield f"{path}.{field}.type", f"{words} ({what})"
    selinux = context.get("seLinuxOptions") or {}
    if selinux.get("type", "") not in SELINUX_TYPES or selinux.get("user") or selinux.get("role"):
        yield f"{path}.seLinuxOptions", "seLinuxOptions (set forbidden type, user or role)"
    if (context.get("windowsOptions") or {}).get("hostProcess"):
        yield (
            f"{path}.windowsOptions.hostProcess",
            "hostProcess (must not set securityContext.windowsOptions.hostProcess=true)",
        )


def _owner(path: str) -> str:
    return "pod securityContext." if path == "spec.securityContext" else "securityContext."


def _restricted(pod: JsonObject) -> Iterator[tuple[str, str]]:
    for path, context in contexts(pod):
        if context.get("runAsUser") == 0:
            yield f"{path}.runAsUser", "runAsUser=0 (must not set runAsUser=0)"
        if context.get("runAsNonRoot") is False:
            yield f"{path}.runAsNonRoot", "runAsNonRoot != true (must not set runAsNonRoot=false)"
    for path, container in containers(pod):
        name = f'container "{container.get("name")}"'
        context = container.get("securityContext") or {}
        if context.get("allowPrivilegeEscalation"):
            yield (
                f"{path}.securityContext.allowPrivilegeEscalation",
                f"allowPrivilegeEscalation != false ({name} {_NO_ESCALATION}",
            )
        if set((context.get("capabilities") or {}).get("add") or []) - {"NET_BIND_SERVICE"}:
            yield (
                f"{path}.securityContext.capabilities.add",
                f"unrestricted capabilities ({name} {_ONLY_LOW_PORTS}",
            )
