"""What keeps a claim's volume in memory while no Pod mounts it: a container that does nothing."""

from typing import Any

from podlab.node.engine import names
from podlab.node.engine.bodies.sandbox import OWN_CGROUP, PAUSE_IMAGE
from podlab.node.engine.bodies.seccomp import seccomp_option
from podlab.node.engine.bodies.volumes import VolumePlan, mount


def holder_config(plan: VolumePlan) -> dict[str, Any]:
    """The body of the engine's create call."""
    return {
        "Image": PAUSE_IMAGE,
        "User": "pause:pause",
        "Entrypoint": ["/pause", "-P"],
        "Labels": {**plan.labels, names.ROLE: names.HOLDER_ROLE},
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "NetworkMode": "none",
            "IpcMode": "none",
            "CapDrop": ["ALL"],
            "SecurityOpt": [seccomp_option(), "no-new-privileges:true"],
            "ReadonlyRootfs": True,
            **OWN_CGROUP,
            "RestartPolicy": {"Name": "no"},
            "LogConfig": {"Type": "none", "Config": {}},
            "Mounts": [mount(plan, f"{names.VOLUMES_FOLDER}/{plan.name}")],
        },
    }
