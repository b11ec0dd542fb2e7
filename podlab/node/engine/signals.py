"""Signals from outside: to a container's first process, or to all that run in it.

A first process cannot be killed or stopped from inside its own namespace; the engine can. The
others are signalled by a helper of ours, so that nothing is needed in the container's image.
"""

from typing import Any

from podlab.node.engine import names
from podlab.node.engine.bodies.sandbox import PAUSE_IMAGE
from podlab.node.engine.bodies.seccomp import seccomp_option
from podlab.node.engine.engine import Engine

ROLE = "signal"

# Only builtins. $1 is the container, which the kernel names in the cgroup of each of its
# processes, whoever else is in the namespace; three turns for those that are being born.
SCRIPT = """for turn in 1 2 3; do
for p in /proc/[0-9]*; do
while IFS= read -r line; do
case "$line" in *"$1"*) kill "-$2" "${p#/proc/}" 2>/dev/null; break;; esac
done 2>/dev/null <"$p/cgroup"
done
done"""


def signal_first(engine: Engine, container_id: str, signal: str) -> None:
    """Signal the container's first process; one that has ended is left alone."""
    engine.kill(container_id, signal)


def signal_all(engine: Engine, container_id: str, signal: str) -> None:
    """Signal every process of a running container; raises EngineError."""
    engine.kill(container_id, signal)
    helper = engine.create(helper_config(engine.node_id, container_id, signal), "")
    try:
        engine.start(helper)
        engine.wait(helper)
    finally:
        engine.remove(helper)


def helper_config(node_id: str, container_id: str, signal: str) -> dict[str, Any]:
    """The body of the engine's create call."""
    return {
        "Image": PAUSE_IMAGE,
        "User": "0:0",
        "Entrypoint": ["/busybox", "sh", "-c", SCRIPT],
        "Cmd": ["signal", container_id, signal.removeprefix("SIG")],
        "Labels": {names.NODE: node_id, names.ROLE: ROLE},
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "NetworkMode": "none",
            "PidMode": f"container:{container_id}",
            "CgroupnsMode": "host",  # to see whose process is whose
            "CapDrop": ["ALL"],
            "CapAdd": ["KILL"],  # processes of every user
            "SecurityOpt": [seccomp_option(), "no-new-privileges:true"],
            "ReadonlyRootfs": True,
            "Memory": 32 << 20,
            "PidsLimit": 16,
            "RestartPolicy": {"Name": "no"},
            "LogConfig": {"Type": "none", "Config": {}},
        },
    }
