"""node as a process on a machine without an engine: it answers, says why it waits, and ends."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.node_server import NodeServer


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeServer]:
    """A node whose engine does not exist."""
    yield from without_engine(tmp_path_factory.mktemp("lonely"))


@pytest.fixture
def own_lonely(tmp_path: Path) -> Iterator[NodeServer]:
    """Another one, to be ended."""
    yield from without_engine(tmp_path)


def without_engine(folder: Path) -> Iterator[NodeServer]:
    server = NodeServer(folder)
    command = [sys.executable, "-m", "podlab.node", "--listen", f"127.0.0.1:{server.port}"]
    command += ["--data-dir", str(server.data_dir), "--kubeconfig", str(server.kubeconfig)]
    environment = {**os.environ, "DOCKER_HOST": f"unix://{folder}/nobody.sock"}
    with (folder / "node.log").open("wb") as log:
        server.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    deadline = time.monotonic() + 60
    while not server.kubeconfig.exists():
        assert server.process.poll() is None, server.log
        assert time.monotonic() < deadline, server.log
        time.sleep(0.05)
    yield server
    server.kill()


def test_readiness_names_the_engine_and_the_api_works_all_the_same(lonely: NodeServer) -> None:
    with lonely.client() as client:
        deadline = time.monotonic() + 60
        while client.get("/readyz").status_code == httpx.codes.OK:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert "engine does not answer" in client.get("/readyz").text
        assert client.get("/livez").text == "ok"
        made = client.get("/api/v1/namespaces").json()["items"]

    assert [item["metadata"]["name"] for item in made] == ["default"]


def test_sigterm_ends_watches_and_the_process_soon(own_lonely: NodeServer) -> None:
    with own_lonely.client() as client:
        path = "/api/v1/namespaces?watch=true"
        with client.stream("GET", path) as answer:
            lines = answer.iter_lines()
            assert json.loads(next(lines))["object"]["metadata"]["name"] == "default"
            began = time.monotonic()
            assert own_lonely.process
            own_lonely.process.terminate()
            assert list(lines) == []
    assert own_lonely.process.wait(120) == 0
    assert time.monotonic() - began < 8


def test_plain_http_and_strangers_get_nothing(lonely: NodeServer) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", lonely.port, timeout=60)
    plain.request("GET", "/version")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        plain.getresponse()
    plain.close()

    with lonely.client() as client:
        stranger = client.get("/api/v1/pods", headers={"Authorization": "Bearer guess"})
    assert stranger.status_code == httpx.codes.UNAUTHORIZED


def test_a_second_node_does_not_take_the_same_folder(lonely: NodeServer) -> None:
    command = [sys.executable, "-m", "podlab.node", "--listen", "127.0.0.1:1"]
    command += ["--data-dir", str(lonely.data_dir), "--kubeconfig", str(lonely.kubeconfig)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert second.returncode == 1
    assert "is in use by another node" in second.stderr
