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
ENGINES_DNS = "127.0.0.11"  # on a network; it knows the names that are given there
NO_SUCH_NAME = "127.0.0.12"  # where it asks for others: nxdomain, of the pause image
SHED_RIGHTS = "/busybox start-stop-daemon -S -c pause:pause"


@dataclass(frozen=True)
class Interface:
    """What a Pod's `eth0` is on: the network's id, and the names that others find it by."""

    network: str
    names: tuple[str, ...] = ()


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
    interface: Interface | None = None
    runtime: str = ""  # the engine's name of it; without one, its default
    pod: Limits | None = None  # of all containers together, where the engine can bound them so


def pause_config(plan: SandboxPlan) -> dict[str, Any]:
    """The body of the engine's create call."""
    labels = {**plan.labels, names.ROLE: names.PAUSE_ROLE, names.ADDRESS: plan.address}
    config = {
        "Image": PAUSE_IMAGE,
        "Hostname": plan.hostname,
        "User": "0:0",
        "Entrypoint": _entrypoint(plan),
        "Labels": labels,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": _host_config(plan),
    }
    return _on_network(config, plan) if plan.interface else config


def _on_network(config: dict[str, Any], plan: SandboxPlan) -> dict[str, Any]:
    """Beside `lo` there is `eth0` with the Pod's address; IPv6 is left out, since the host has
    an address of that kind on every bridge.
    """
    interface = plan.interface or Interface("")
    own = {"IPAMConfig": {"IPv4Address": plan.address}, "Aliases": list(interface.names)}
    host = {
        "NetworkMode": interface.network,
        "Dns": [NO_SUCH_NAME],
        "Sysctls": {"net.ipv6.conf.lo.disable_ipv6": "0", **plan.sysctls},
    }
    return {
        **config,
        "HostConfig": {**config["HostConfig"], **host},
        "NetworkingConfig": {"EndpointsConfig": {interface.network: own}},
    }


def _entrypoint(plan: SandboxPlan) -> list[str]:
    """Write /etc/hosts, give `lo` the Pod's address, then become pause as a user without rights.

    On a network the address is `eth0`'s, and resolv.conf is written over that of the engine, which
    knows no dnsPolicy; containers that join see the same file. A helper container joined
    afterwards would do all this as well, and cost the start of a container.
    """
    prepare = f"/busybox ip addr add {plan.address}/32 dev lo"
    if plan.interface:
        prepare = f'printf %s "$0" > /etc/resolv.conf && {SHED_RIGHTS} -b -x /nxdomain'
    script = (
        f'printf %s "$@" > {names.MESSAGES_FOLDER}/{names.HOSTS_FILE} && {prepare} && '
        f"exec {SHED_RIGHTS} -x /pause -- -P"
    )
    return ["/busybox", "sh", "-c", script, resolv_conf(plan), *_pieces(plan.hosts)]


def resolv_conf(plan: SandboxPlan) -> str:
    """The text of /etc/resolv.conf, as a kubelet writes it."""
    lines = [f"nameserver {each}" for each in plan.nameservers or [NOBODY_ANSWERS]]
    if plan.searches:
        lines.insert(0, " ".join(["search", *plan.searches]))
    if plan.dns_options:
        lines.append(" ".join(["options", *plan.dns_options]))
    return "".join(f"{line}\n" for line in lines)


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
        **({"Runtime": plan.runtime} if plan.runtime else {}),
    }
