"""`make compose-check`: bring docker-compose.yml up, run a Pod through its page, take it down."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future

from tools import server
from tools.browser import Page
from tools.paths import ROOT
from tools.programs import status_of
from tools.progress.interrupts import end_in_order
from tools.progress.steps import SetupFailed, Step, Steps
from tools.setup import debian, engine

PROJECT = "podlab-check"
PORT = 8799
SECONDS = 120.0
# Of the Pod that the page prepares next, only the pause container has started.
OF_A_POD_THAT_RAN = (
    "label=podlab.container",
    *(f"status={state}" for state in ("running", "paused", "exited", "dead", "removing")),
)
NODE_ID = "/var/lib/podlab/node-id"
MANIFEST = (ROOT / "lessons" / "sandbox" / "shared-localhost.yaml").read_text()


class Compose:
    """`docker compose` of this check: a project, a port and secrets of its own."""

    def __init__(self, host: str) -> None:
        plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        self.program = ["docker-compose"] if plugin.returncode else ["docker", "compose"]
        self.environment = {
            **os.environ,
            "DOCKER_HOST": host,
            "PODLAB_DOCKER_SOCKET": host.removeprefix("unix://"),
            "PODLAB_PUBLISH": f"127.0.0.1:{PORT}",
            "PODLAB_SECRET_KEY": secrets.token_urlsafe(64),
            "PODLAB_DATABASE_PASSWORD": secrets.token_urlsafe(24),
        }

    def __call__(self, *words: str, check: bool = True, quiet: bool = False) -> str:
        """Run one command, show its output, and return it."""
        command = [*self.program, "--project-name", PROJECT, *words]
        if not quiet:
            print(f"\n$ {' '.join(command)}", flush=True)
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not quiet:
            print(done.stdout, end="", flush=True)
        if check and done.returncode:
            raise SetupFailed(f"`{' '.join(words)}` ended with {done.returncode}")
        return done.stdout


def have_compose(step: Step) -> None:
    """Install Debian's docker-compose where neither the plugin nor the program is there."""
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode and not shutil.which("docker-compose"):
        if not debian.can_install():
            raise SetupFailed("There is no docker compose.", "Install Docker's compose plugin.")
        debian.install(step, "docker-compose")


def eventually(what: str, holds: Callable[[], bool]) -> None:
    """Return when `holds`, having said how long it took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > SECONDS:
            raise SetupFailed(f"Not within {SECONDS:.0f} s: {what}")
        time.sleep(0.25)
    print(f"  ok {what}, {time.monotonic() - began:.1f} s", flush=True)


def run_a_pod(compose: Compose, label: str) -> None:
    """A learner's way: open the sandbox, press Run, see the Pod run, press Stop."""
    eventually("web answers", lambda: status_of(PORT, "/", tls=False) == 200)
    page = Page(f"http://localhost:{PORT}")
    eventually("node answers web", lambda: page.submit("/sandbox/", "/sandbox/run/", MANIFEST))
    run = re.search(r"/sandbox/([0-9a-f-]{36})/stop/", page.get("/sandbox/"))
    if run is None:
        raise SetupFailed("The sandbox shows no Pod after Run.")
    path = f"/sandbox/{run.group(1)}"
    eventually("the Pod runs", lambda: "Running" in page.get(f"{path}/status/"))
    eventually("its log is read", lambda: "GET / HTTP/1.1" in page.get(f"{path}/logs/"))
    eventually("its requests are seen", lambda: "client" in page.get(f"{path}/traffic/"))
    eventually("its files are seen", lambda: "message.txt" in page.get(f"{path}/files/"))
    sockets = compose("exec", "-T", "web", "ls", "/var/run/docker.sock", check=False)
    if "No such file" not in sockets:
        raise SetupFailed("web sees a Docker socket.")
    print("  ok web has no Docker socket")
    its = (f"label={label}", *OF_A_POD_THAT_RAN)
    eventually("the engine has it", lambda: bool(left(compose, "container", *its)))
    page.submit("/sandbox/", f"{path}/stop/", "")
    eventually("nothing is left of the Pod", lambda: not left(compose, "container", *its))


def node_label(compose: Compose) -> str:
    """What node marks all with that it makes on the engine; empty until it has an identity."""
    said = compose("exec", "-T", "node", "cat", NODE_ID, check=False, quiet=True).strip()
    return f"podlab.node={said}" if re.fullmatch("[0-9a-f]+", said) else ""


def left(compose: Compose, kind: str, *filters: str) -> list[str]:
    """The engine's containers, volumes or networks that pass the filters."""
    words = [word for each in filters for word in ("--filter", each)]
    every = ["--all"] if kind == "container" else []
    found = subprocess.run(
        ["docker", kind, "ls", *every, "--quiet", *words],
        env=compose.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return found.stdout.split()


def remove_all(compose: Compose, label: str) -> None:
    """What node has made on the engine; node runs no more, and makes nothing new."""
    for kind in ("container", "volume", "network"):
        for name in left(compose, kind, f"label={label}"):
            force = [] if kind == "network" else ["--force"]
            words = ["docker", kind, "rm", *force, name]
            subprocess.run(words, env=compose.environment, stdout=subprocess.DEVNULL, check=False)


def check(found: Future[engine.Engine]) -> None:
    """Up, use, down; what node made is removed even when the check fails."""
    compose = Compose(found.result().host)
    compose("build")
    label = ""
    try:
        compose("up", "--detach")
        eventually("node has an identity", lambda: bool(node_label(compose)))
        label = node_label(compose)
        run_a_pod(compose, label)
    except SetupFailed:
        compose("logs", "--tail", "40", check=False)
        raise
    finally:
        compose("stop", "node", check=False)
        if label:
            remove_all(compose, label)
        compose("down", "--volumes", check=False)


def main() -> int:
    """0 when everything held."""
    end_in_order()
    found: Future[engine.Engine] | None = None
    try:
        with Steps() as steps:
            steps.start("docker compose", have_compose)
            found = server.prepare(steps)
            steps.wait()
        check(found)
    except KeyboardInterrupt:
        return 130
    except SetupFailed as failure:
        failure.tell()
        return 1
    finally:
        if found:
            engine.stop_if_ours(found)
    print("\ncompose-check: all held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
