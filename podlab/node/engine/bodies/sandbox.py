"""The pause container: the Pod's network and IPC, its address, its names and all its volumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import CGROUPS, CPU_PERIOD, Limits
from podlab.node.engine.bodies.seccomp import seccomp_option

PAUSE_IMAGE = "podlab/pause"
SHM_BYTES = 64 << 20
OWN_CGROUP = {
    "Memory": 32 << 20,
    "MemorySwap": 32 << 20,
    "PidsLimit": 128,  # a process for each connection that is forwarded
}
ARGUMENT = 1 << 14  # characters
NOBODY_ANSWERS = "127.0.0.1"  # without a DNS entry the engine copies the host's resolver in


@dataclass(frozen=True)
class SandboxPlan:
    """Everything that decides a pause container. `hosts` is the text of /etc/hosts, `mounts` are
    the engine's mount objects.
    """

    labels: Mapping[str, str]
    address: str
    hostname: str
    hosts: str = ""
    mounts: Sequence[Mapping[str, Any]] = ()
    nameservers: Sequence[str] = (NOBODY_ANSWERS,)
    searches: Sequence[str] = ()
    dns_options: Sequence[str] = ()
    sysctls: Mapping[str, str] = field(default_factory=dict)
    pod: Limits | None = None  # of all containers together, where the engine can bound them so


def pause_config(plan: SandboxPlan) -> dict[str, Any]:
    """The body of the engine's create call."""
    labels = {**plan.labels, names.ROLE: names.PAUSE_ROLE, names.ADDRESS: plan.address}
    return {
        "Image": PAUSE_IMAGE,
        "Hostname": plan.hostname,
        "User": "0:0",
        "Entrypoint": _entrypoint(plan),
        "Labels": labels,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": _host_config(plan),
    }


def _entrypoint(plan: SandboxPlan) -> list[str]:
    """Write /etc/hosts, give `lo` the Pod's address, then become pause as a user without rights.

    A helper container joined afterwards would do the same, and cost the start of a container.
    """
    script = (
        f'printf %s "$@" > {names.MESSAGES_FOLDER}/{names.HOSTS_FILE} && '
        f"/busybox ip addr add {plan.address}/32 dev lo && "
        "exec /busybox start-stop-daemon -S -c pause:pause -x /pause -- -P"
    )
    return ["/busybox", "sh", "-c", script, "pause", *_pieces(plan.hosts)]


def _pieces(text: str) -> list[str]:
    """The text in arguments that the kernel takes, whose bound is 128 KiB each."""
    return [text[at : at + ARGUMENT] for at in range(0, len(text), ARGUMENT)]


def _cgroup_of_the_pod(limits: Limits) -> dict[str, Any]:
    """The pause container's cgroup holds those of the others, and bounds them."""
    return {
        "CgroupParent": CGROUPS,
        "Memory": limits.memory,
        "MemorySwap": limits.memory,
        "CpuPeriod": CPU_PERIOD,
        "CpuQuota": limits.cpu_millis * CPU_PERIOD // 1000,
        "CpuShares": limits.cpu_shares,
        "PidsLimit": limits.pids,
    }


def _host_config(plan: SandboxPlan) -> dict[str, Any]:
    return {
        "NetworkMode": "none",
        "IpcMode": "shareable",
        "ShmSize": SHM_BYTES,
        "CgroupnsMode": "private",
        "CapDrop": ["ALL"],
        "CapAdd": ["NET_ADMIN", "SETGID", "SETUID"],  # until pause itself runs
        "SecurityOpt": [seccomp_option(), "no-new-privileges:true"],
        "Sysctls": {"net.ipv6.conf.all.disable_ipv6": "0", **plan.sysctls},
        "Dns": list(plan.nameservers) or [NOBODY_ANSWERS],
        "DnsSearch": list(plan.searches) or ["."],
        "DnsOptions": list(plan.dns_options),
        **(_cgroup_of_the_pod(plan.pod) if plan.pod else OWN_CGROUP),
        "RestartPolicy": {"Name": "no"},
        "LogConfig": {"Type": "none", "Config": {}},
        "Mounts": [dict(mount) for mount in plan.mounts],
    }
