"""The peer: `podman kube play` of the same manifest, with the engine's images.

Debian's package as it comes, with a storage of its own in `folder`. The Pod gets no network, as
ours have none but their loopback; and bounds that a process without all rights may set.
"""

import json
import secrets
import shutil
import subprocess
import time
from pathlib import Path

import docker

from benchmarks.starters import pod

IMAGE = "localhost/podlab/busybox:latest"
LIMITS = ["nofile=1024:1024", "nproc=4096:4096"]
MISSING = "podman is missing: as root, `apt-get install podman` (with runc and catatonit)"


class PodmanMissing(Exception):
    """The text says what to install."""


class Podman:
    """`kube play` is timed from the command to its end, when it has started everything."""

    def __init__(self, folder: Path) -> None:
        if not all(map(shutil.which, ("podman", "runc", "catatonit"))):
            raise PodmanMissing(MISSING)
        folder.mkdir()
        self._folder = folder
        self._write_configuration()
        archive = folder / "busybox.tar"
        saved = docker.from_env().images.get("podlab/busybox").save(named="podlab/busybox:latest")
        archive.write_bytes(b"".join(saved))
        self.run("load", "--quiet", "--input", str(archive))

    def start(self, containers: int) -> float:
        """Play a manifest, look whether all of it runs, take it down."""
        name = f"bench-{secrets.token_hex(4)}"
        manifest = self._folder / f"{name}.json"
        manifest.write_text(json.dumps(pod(name, containers, IMAGE)))
        began = time.perf_counter()
        self.run("kube", "play", "--quiet", "--network=none", str(manifest))
        took = time.perf_counter() - began
        running = self.run("ps", "--quiet", "--filter", f"pod={name}", "--filter=status=running")
        assert len(running.split()) == containers + 1, running
        self.run("kube", "down", str(manifest))
        return took * 1000

    def describe(self) -> str:
        """Its version and what it works with."""
        info = json.loads(self.run("info", "--format=json"))
        host, store = info["host"], info["store"]
        return (f"podman {info['version']['Version']}, {host['ociRuntime']['name']}, "
                f"cgroup {host['cgroupVersion']}, {store['graphDriverName']}")  # fmt: skip

    def close(self) -> None:
        """Remove what it keeps."""
        self.run("system", "reset", "--force")

    def _write_configuration(self) -> None:
        text = f'[containers]\ndefault_ulimits = {json.dumps(LIMITS)}\n[engine]\nruntime = "runc"\n'
        (self._folder / "containers.conf").write_text(text)

    def run(self, *arguments: str) -> str:
        """What a command of podman prints; AssertionError with what it complains of."""
        root, state = self._folder / "storage", self._folder / "run"
        done = subprocess.run(
            ["podman", "--root", str(root), "--runroot", str(state), *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={
                "CONTAINERS_CONF": str(self._folder / "containers.conf"),
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            },
        )
        assert done.returncode == 0, f"podman {' '.join(arguments)}: {done.stderr}"
        return done.stdout
