"""Verifiers: containers of our own that run an exercise's script beside a Pod, once.

A verifier is in the Pod's network and sees its volumes, which it cannot write. It has no
capability and no way out, and is on no status: it carries the Pod's label, so it goes with the
Pod, but the role of no container of it.
"""

from collections.abc import Mapping
from typing import Any

import requests

from podlab.node.engine import names
from podlab.node.engine.bodies.seccomp import seccomp_option
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import translated
from podlab.node.trials import Script, Verified

IMAGE = "podlab/python"  # with busybox's programs
ROLE = "verifier"
CPU_PERIOD = 100_000
LIMITS = {
    "Memory": 96 << 20,
    "MemorySwap": 96 << 20,
    "PidsLimit": 64,
    "CpuPeriod": CPU_PERIOD,
    "CpuQuota": CPU_PERIOD,
}
LINES_KEPT = 500


def run_script(engine: Engine, pause_id: str, script: Script) -> Verified:
    """Run it to its end, and leave nothing. Blocks; raises EngineError, RuntimeUnavailable."""
    pause = engine.inspect(pause_id)
    container = engine.create(verifier_config(engine.node_id, pause, script), "")
    try:
        engine.start(container)
        code = exit_code(engine, container, script.seconds)
        return Verified(code, output(engine, container, "stdout"),
                        output(engine, container, "stderr"))  # fmt: skip
    finally:
        engine.remove(container)


def exit_code(engine: Engine, container: str, seconds: float) -> int | None:
    """Wait for its end; None when it takes too long."""
    with translated():
        try:
            return int(engine.api.wait(container, timeout=seconds)["StatusCode"])
        except (requests.exceptions.Timeout, requests.exceptions.ConnectionError):
            return None


def output(engine: Engine, container: str, stream: str) -> str:
    """The last lines that it wrote to a stream."""
    wanted = {"stdout": False, "stderr": False, stream: True}
    with translated():
        said: bytes = engine.api.logs(container, **wanted, tail=LINES_KEPT)
    return said.decode("utf-8", "replace")


def verifier_config(node_id: str, pause: Mapping[str, Any], script: Script) -> dict[str, Any]:
    """The body of the engine's create call."""
    pod_uid = pause["Config"]["Labels"][names.POD]
    return {
        "Image": IMAGE,
        "User": "0:0",
        "WorkingDir": "/tmp",  # noqa: S108 -- of the container
        "Entrypoint": [script.interpreter, "-c", script.text],
        "Env": [f"{name}={value}" for name, value in script.environment.items()],
        "Labels": {names.NODE: node_id, names.POD: pod_uid, names.ROLE: ROLE},
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "NetworkMode": f"container:{pause['Id']}",
            "CapDrop": ["ALL"],
            "SecurityOpt": [seccomp_option(), "no-new-privileges:true"],
            "ReadonlyRootfs": True,
            "Tmpfs": {"/tmp": "size=8m,mode=1777"},  # noqa: S108 -- as above
            "Mounts": volumes_of(pause),
            **LIMITS,
            "RestartPolicy": {"Name": "no"},
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "256k", "max-file": "1"}},
        },
    }


def volumes_of(pause: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The Pod's volumes where its pause container has them, to be read only."""
    return [
        {
            "Type": "volume",
            "Source": mount["Name"],
            "Target": mount["Destination"],
            "ReadOnly": True,
            "VolumeOptions": {"NoCopy": True},
        }
        for mount in pause["Mounts"]
        if mount["Type"] == "volume" and mount["Destination"].startswith(f"{names.VOLUMES_FOLDER}/")
    ]
