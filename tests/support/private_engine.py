"""A second Docker Engine, for tests that end it: its own data, its own socket, the lab's images."""

import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import docker

from tools.setup import sockets

IMAGES = ("podlab/pause", "podlab/busybox", "podlab/scope")
SECONDS = 180.0


@dataclass
class PrivateEngine:
    """`start` after `stop` is the same engine again, with its containers as the end left them."""

    live_restore: bool = False
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="dockerd-")))
    process: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        """The value of DOCKER_HOST that leads here."""
        return f"unix://{self.folder / 's'}"

    def start(self) -> None:
        """Start dockerd; return when it answers."""
        for stale in ("pid", "run/containerd/containerd.pid"):  # of a crash, maybe a zombie's
            (self.folder / stale).unlink(missing_ok=True)
        command = ["dockerd", "--host", self.host, "--bridge=none", "--iptables=false"]
        command += ["--ip-forward=false", "--data-root", str(self.folder / "data")]
        command += ["--exec-root", str(self.folder / "run"), "--pidfile", str(self.folder / "pid")]
        command += ["--containerd-namespace", f"podlab-{self.folder.name}"]
        command += ["--containerd-plugins-namespace", f"podlab-{self.folder.name}-plugins"]
        command += ["--live-restore"] * self.live_restore
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + SECONDS
        while not sockets.answers(self.host):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        """End dockerd; with SIGKILL as a crash does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(by)
            self.process.wait(SECONDS)

    def copy_images(self, source: docker.DockerClient) -> None:
        """The images that Pods of a test are made from."""
        own = docker.DockerClient(self.host)
        for name in IMAGES:
            own.images.load(b"".join(source.images.get(name).save(named=True)))
        own.close()

    def remove(self) -> None:
        """Leave nothing of it."""
        if not sockets.answers(self.host):
            self.start()
        own = docker.DockerClient(self.host)
        for container in own.containers.list(all=True, ignore_removed=True):
            container.remove(force=True, v=True)
        own.close()
        self.stop()
        for place in reversed(self._mounts()):  # a crash leaves them
            subprocess.run(["umount", "--lazy", place], check=True)
        shutil.rmtree(self.folder)

    def _mounts(self) -> list[str]:
        lines = Path("/proc/self/mounts").read_text().splitlines()
        places = [line.split()[1] for line in lines]
        return [place for place in places if place.startswith(f"{self.folder}/")]
