"""A Docker Engine: the one that answers, else Debian's, installed and started here."""

import os
import shutil
import subprocess
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from tools.paths import LOGS
from tools.progress.steps import SetupFailed, Step
from tools.setup import debian, sockets

PACKAGES = ("docker.io", "iptables")
BOOTSTRAP = "mmdebstrap"  # makes the base image where no registry answers
BASE_IMAGE = "podlab/base"
SECONDS_TO_START = 40.0
SECONDS_TO_STOP = 30.0
PID_FILE = Path("/var/run/docker.pid")


@dataclass
class Engine:
    """An engine that answers at `host`; `daemon` is set when we started it ourselves."""

    host: str
    daemon: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"DOCKER_HOST": self.host}

    def stop(self) -> None:
        """Stop the daemon if it is ours; it ends its containers first."""
        if self.daemon and self.daemon.poll() is None:
            self.daemon.terminate()
            try:
                self.daemon.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.wait()


def ensure(step: Step) -> Engine:
    """Find an engine or start one; and have at hand what makes the base image."""
    engine = find()
    if engine:
        step.note = f"using {engine.host}"
    else:
        engine = _install_and_start(step)
    if not sockets.has_image(engine.host, BASE_IMAGE):
        _have_bootstrap(step)
    return engine


def find() -> Engine | None:
    """The first engine that answers."""
    for host in sockets.candidates():
        try:
            if sockets.answers(host):
                return Engine(host)
        except PermissionError as error:
            raise SetupFailed(
                f"Docker Engine: {host} is not for this user.",
                'Run `sudo usermod -aG docker "$USER"`, log in again, then repeat.',
            ) from error
    return None


def stop_if_ours(found: Future[Engine]) -> None:
    """Stop the engine that an `ensure` step brought, if that step started it."""
    if found.done() and not found.cancelled() and not found.exception():
        found.result().stop()


def _install_and_start(step: Step) -> Engine:
    if host := os.environ.get("DOCKER_HOST"):
        raise SetupFailed(
            f"Docker Engine: nothing answers at DOCKER_HOST={host}.",
            "Start that engine, or unset DOCKER_HOST to use the one of this machine.",
        )
    if not shutil.which("dockerd"):
        if not debian.can_install():
            raise SetupFailed(
                "Docker Engine: none answers, and installing one needs root on Debian or Ubuntu.",
                "Install Docker Engine or Podman and start it, or set DOCKER_HOST; then repeat.",
            )
        debian.install(step, *PACKAGES, BOOTSTRAP)
        if engine := find():  # the package's own service has started it
            step.note = "installed"
            return engine
    return _start(step)


def _have_bootstrap(step: Step) -> None:
    if not shutil.which(BOOTSTRAP) and debian.can_install():
        debian.install(step, BOOTSTRAP)


def _start(step: Step) -> Engine:
    if os.geteuid() != 0:
        raise SetupFailed(
            "Docker Engine: it is installed but not running, and starting it needs root.",
            "Run `sudo systemctl start docker`, or `sudo dockerd` in another terminal.",
        )
    if Path("/run/systemd/system").is_dir():
        step.run("systemctl", "start", "docker")
        step.note = "started by systemd"
        return wait_until_answers(step, Engine(sockets.candidates()[0]))
    step.note = "started here, stops with us"
    try:
        return start_daemon(step)
    except SetupFailed:
        if "iptables" not in _log().read_text(errors="replace"):
            raise
        return start_daemon(step, "--iptables=false")  # Pods have no network; they need no rules


def start_daemon(step: Step, *options: str) -> Engine:
    """Start dockerd in a session of its own, so that Ctrl-C reaches it only through us.

    Without the default bridge: Podlab never uses it, and making one is what fails most.
    """
    _forget_stale_pid()
    LOGS.mkdir(parents=True, exist_ok=True)
    host = sockets.candidates()[0]
    with _log().open("wb") as log:
        daemon = subprocess.Popen(
            ["dockerd", "--bridge=none", f"--host={host}", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return wait_until_answers(step, Engine(host, daemon))


def wait_until_answers(step: Step, engine: Engine) -> Engine:
    """Return when the engine answers; say what its log ends with if it never does."""
    step.say("waiting for it to answer")
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if sockets.answers(engine.host):
            return engine
        if engine.daemon and engine.daemon.poll() is not None:
            break
        time.sleep(0.1)
    engine.stop()
    tail = "\n".join(_log().read_text(errors="replace").splitlines()[-8:]) if engine.daemon else ""
    raise SetupFailed(
        f"Docker Engine: it was started but does not answer.\n{tail}",
        "Start an engine by hand, or set DOCKER_HOST to one on another machine; then repeat.",
    )


def _log() -> Path:
    return LOGS / "dockerd.log"


def _forget_stale_pid() -> None:
    """Without an init system nobody clears /var/run; dockerd then takes a stranger for itself."""
    for file in (PID_FILE, Path("/var/run/docker/containerd/containerd.pid")):
        try:
            name = Path(f"/proc/{int(file.read_text())}/comm").read_text().strip()
        except (OSError, ValueError):
            name = ""
        if name not in {"dockerd", "containerd"}:
            file.unlink(missing_ok=True)
