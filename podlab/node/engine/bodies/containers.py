"""The containers of a Pod: joined to the pause container, bounded in every resource."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.bodies.seccomp import seccomp_option

CPU_PERIOD = 100_000  # microseconds
LEAST_CPU_QUOTA = 1_000  # the engine accepts no less
CGROUPS = "/docker"  # where the engine's own driver puts them unless told otherwise
LEAST_MEMORY = 6 << 20  # the engine accepts no less
LOG_LIMITS = {"max-size": "1m", "max-file": "2"}


@dataclass(frozen=True)
class Limits:
    """What a container may use: bytes, thousandths of a CPU, processes."""

    memory: int
    cpu_millis: int
    pids: int
    cpu_shares: int = 2
    oom_score_adj: int = 1000


@dataclass(frozen=True)
class ContainerPlan:
    """Everything that decides one attempt at one container."""

    labels: Mapping[str, str]
    pause: str  # the pause container's name or id
    image: str  # the engine's tag
    limits: Limits
    in_pod_cgroup: bool = False  # then `pause` has to be an id
    command: Sequence[str] = ()
    args: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    working_dir: str = ""
    user: str = ""
    groups: Sequence[str] = ()
    capabilities: Sequence[str] = ()
    read_only_root: bool = False
    no_new_privileges: bool = False
    share_processes: bool = False
    processes_of: str = ""  # id of the container whose processes this one sees and may signal
    stdin: bool = False
    stdin_once: bool = False
    tty: bool = False
    mounts: Sequence[Mapping[str, Any]] = ()
    tmpfs: Mapping[str, str] = field(default_factory=dict)
    ulimits: Mapping[str, int] = field(default_factory=lambda: {"core": 0})
    runtime: str = ""  # the engine's name of it; without one, its default


def container_config(plan: ContainerPlan) -> dict[str, Any]:
    """The body of the engine's create call."""
    config: dict[str, Any] = {
        "Image": plan.image,
        "Labels": {**plan.labels, names.ROLE: names.CONTAINER_ROLE},
        "Env": [f"{name}={value}" for name, value in plan.environment.items()],
        "User": plan.user,
        "WorkingDir": plan.working_dir,
        "Tty": plan.tty,
        "OpenStdin": plan.stdin,
        "StdinOnce": plan.stdin_once,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": _host_config(plan),
    }
    if plan.command:
        config["Entrypoint"] = list(plan.command)
    if plan.args:
        config["Cmd"] = list(plan.args)
    return config


def digest_of(config: Mapping[str, Any]) -> str:
    """Stands for the whole body: two containers with the same digest cannot be told apart."""
    return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()


def marked_ahead(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same body for a container that nobody wants yet."""
    return {**config, "Labels": {**config["Labels"], names.AHEAD: digest_of(config)}}


def _host_config(plan: ContainerPlan) -> dict[str, Any]:
    limits = plan.limits
    processes = plan.processes_of or (plan.pause if plan.share_processes else "")
    memory = max(limits.memory, LEAST_MEMORY)
    return {
        "NetworkMode": f"container:{plan.pause}",
        "IpcMode": f"container:{plan.pause}",
        "PidMode": f"container:{processes}" if processes else "",
        "CgroupnsMode": "private",
        "CgroupParent": f"{CGROUPS}/{plan.pause}" if plan.in_pod_cgroup else "",
        "Memory": memory,
        "MemorySwap": memory,  # the engine's default would allow as much swap again
        "CpuPeriod": CPU_PERIOD,
        "CpuQuota": max(limits.cpu_millis * CPU_PERIOD // 1000, LEAST_CPU_QUOTA),
        "CpuShares": limits.cpu_shares,
        "PidsLimit": limits.pids,
        "OomScoreAdj": limits.oom_score_adj,
        "Ulimits": [
            {"Name": name, "Soft": bound, "Hard": bound} for name, bound in plan.ulimits.items()
        ],
        "CapDrop": ["ALL"],
        "CapAdd": list(plan.capabilities),
        "SecurityOpt": [
            seccomp_option(),
            *(["no-new-privileges:true"] if plan.no_new_privileges else []),
        ],
        "ReadonlyRootfs": plan.read_only_root,
        "GroupAdd": list(plan.groups),
        "RestartPolicy": {"Name": "no"},
        "LogConfig": {"Type": "json-file", "Config": LOG_LIMITS},
        "Mounts": [dict(mount) for mount in plan.mounts],
        "Tmpfs": dict(plan.tmpfs),
        **({"Runtime": plan.runtime} if plan.runtime else {}),
    }
