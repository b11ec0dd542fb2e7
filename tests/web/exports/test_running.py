"""Each export runs where it says it does, and leaves nothing behind."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from docker import DockerClient

from benchmarks.starters.podman import MISSING, Podman, PodmanMissing
from tests.conftest import missing
from tests.support.waiting import eventually
from tests.web.exports.pods import export, laid_out

HERE = {"PAUSE": "podlab/pause", "NETWORK": "none"}  # no registry, no bridge
SECONDS = 120


@pytest.fixture
def name() -> str:
    return f"export-{secrets.token_hex(4)}"


def run(*command: str, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **HERE, **(env or {})},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def left(engine: DockerClient, name: str) -> list[str]:
    """What of this Pod is on the engine."""
    containers = engine.containers.list(all=True, filters={"name": name})
    volumes = engine.volumes.list(filters={"name": name})
    return [str(each.id) for each in (*containers, *volumes)]


def expect_that_it_works(engine: DockerClient, web: str, client: str) -> None:
    """The shared volume, the shared localhost, the settings, the limits and the probe."""

    def asked() -> bool:
        return engine.containers.get(client).logs() == b"prepared\n"

    eventually(asked, SECONDS)
    found = engine.containers.get(web)
    assert found.logs() == b"it's $HOME|s3cret\n"
    assert found.exec_run(["cat", "/pages/page.html"]).output == b"<h1>hello</h1>\n"
    assert found.attrs["HostConfig"]["Memory"] == 32 << 20
    user = engine.containers.get(client).exec_run(["id", "-u"]).output
    assert user == b"1000\n"

    def healthy() -> bool:
        found.reload()
        return bool(found.attrs["State"]["Health"]["Status"] == "healthy")

    eventually(healthy, SECONDS)


@pytest.mark.docker
def test_plain_docker_lines_run(engine: DockerClient, name: str, tmp_path: Path) -> None:
    made = export("docker", name, "podlab/busybox")
    laid_out(made, tmp_path)
    try:
        run("sh", made.filename, cwd=tmp_path)
        expect_that_it_works(engine, f"{name}_web", f"{name}_client")
    finally:
        run("sh", made.filename, "down", cwd=tmp_path)

    assert left(engine, name) == []
    assert [each.name for each in tmp_path.iterdir()] == [made.filename]


@pytest.fixture
def compose() -> list[str]:
    """The plugin, or Debian's docker-compose 1.29."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode:
        missing("no docker compose: `make test` installs Debian's docker-compose")
    return ["docker", "compose"]


@pytest.mark.docker
def test_compose_runs(engine: DockerClient, name: str, tmp_path: Path, compose: list[str]) -> None:
    laid_out(export("compose", name, "podlab/busybox"), tmp_path)
    project = [*compose, "-p", name]
    try:
        run(*project, "up", "--detach", cwd=tmp_path)
        found = engine.containers.list(filters={"label": f"com.docker.compose.project={name}"})
        names = {each.labels["com.docker.compose.service"]: each.name or "" for each in found}
        expect_that_it_works(engine, names["web"], names["client"])
    finally:
        run(*project, "down", "--volumes", "--timeout", "1", cwd=tmp_path)

    assert left(engine, name) == []


@pytest.fixture
def podman(engine: DockerClient) -> Iterator[Podman]:
    """Debian's podman with busybox in a storage of its own, whose path it wants to be short."""
    with tempfile.TemporaryDirectory(prefix="podman") as folder:
        try:
            found = Podman(Path(folder) / "p")
        except PodmanMissing:
            missing(MISSING)
        yield found
        found.close()


@pytest.mark.docker
def test_podman_plays_it(podman: Podman, name: str, tmp_path: Path) -> None:
    made = export("podman", name, "localhost/podlab/busybox", init=False)
    laid_out(made, tmp_path)
    file = str(tmp_path / made.filename)
    podman.run("kube", "play", "--quiet", "--network=none", file)

    def speaks() -> bool:
        return podman.run("logs", f"{name}-web") == "it's $HOME|s3cret\n"

    eventually(speaks, SECONDS)
    page = podman.run("exec", f"{name}-web", "cat", "/pages/page.html")
    podman.run("exec", f"{name}-web", "touch", "/made/shared")
    shared = podman.run("exec", f"{name}-client", "ls", "/made")
    podman.run("kube", "down", file)

    assert (page, shared) == ("<h1>hello</h1>\n", "shared\n")
    assert podman.run("ps", "--all", "--quiet") == ""
