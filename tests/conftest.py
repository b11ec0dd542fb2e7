"""Shared fixtures: the engine, nodes, kubectl; and the leak check that ends every run."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest
from django.conf import settings as web
from hypothesis import settings
from xdist import is_xdist_controller, is_xdist_worker

from tests.support.kubectl import Kubectl, kubectl_path
from tests.support.leaks import Leaks, identity, labels_of
from tests.support.node_server import NodeServer

# A slow machine breaks no property; what few examples miss, the next run draws.
settings.register_profile("podlab", deadline=None, max_examples=50)
settings.load_profile("podlab")
LEAKS = pytest.StashKey[Leaks]()
LEFT = pytest.StashKey[list[str]]()
ENGINE_MARKS = {"docker", "kubectl", "e2e"}


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_found_when_asked_for() -> None:
    """Every client of a test builds the middleware anew, which would list all of them each time."""
    web.WHITENOISE_AUTOREFRESH = True


def missing(what: str) -> None:
    """Skip, saying what is missing; under `make test`, where nothing may be missing, fail."""
    if os.environ.get("PODLAB_TESTS_NEED_ALL"):
        pytest.fail(what)
    pytest.skip(what)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: Playwright keeps an event loop running in this thread."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


def pytest_sessionstart(session: pytest.Session) -> None:
    if is_xdist_controller(session):  # it looks for leaks when all workers are done
        session.config.stash[LEAKS] = Leaks()


def pytest_collection_finish(session: pytest.Session) -> None:
    if any(ENGINE_MARKS & {mark.name for mark in item.iter_markers()} for item in session.items):
        session.config.stash[LEAKS] = Leaks()


def pytest_testnodedown(node: Any) -> None:
    """A worker has ended: its nodes are this run's."""
    node.config.stash[LEAKS].node_ids.update(getattr(node, "workeroutput", {}).get("nodes", []))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    leaks = session.config.stash.get(LEAKS, None)
    if is_xdist_worker(session):
        session.config.workeroutput["nodes"] = sorted(leaks.node_ids) if leaks else []  # type: ignore[attr-defined]
        return
    left = leaks.find() if leaks else []
    session.config.stash[LEFT] = [
        f"{identity(thing)} of {labels_of(thing).get('podlab.pod', 'no Pod')}" for thing in left
    ]
    if leaks and left:
        leaks.remove(left)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    left = config.stash.get(LEFT, [])
    if left:
        terminalreporter.section("left on the engine (this fails the run)", red=True)
        for line in left:
            terminalreporter.line(line, red=True)


@pytest.fixture(scope="session")
def leaks(request: pytest.FixtureRequest) -> Leaks:
    return request.config.stash.setdefault(LEAKS, Leaks())


@pytest.fixture(scope="session")
def engine(leaks: Leaks) -> docker.DockerClient:
    """A client of a real engine."""
    if leaks.client is None:
        missing("no Docker Engine answers at DOCKER_HOST or the default socket")
    assert leaks.client is not None
    return leaks.client


@pytest.fixture
def node_id(leaks: Leaks) -> str:
    """A node's identity for a test that makes engine objects itself; the leak check knows it."""
    identifier = f"test{secrets.token_hex(6)}"
    leaks.node_ids.add(identifier)
    return identifier


def run_node(
    folder: Path, leaks: Leaks, pod_security: str = "baseline", more: tuple[str, ...] = ()
) -> Iterator[NodeServer]:
    server = NodeServer(folder, pod_security, more=more)
    try:
        server.start()
        leaks.node_ids.add(server.node_id)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def node(
    engine: docker.DockerClient, leaks: Leaks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NodeServer]:
    """The node that most tests share, each in a `namespace` of its own."""
    yield from run_node(tmp_path_factory.mktemp("node"), leaks)


@pytest.fixture(scope="session")
def restricted_node(
    engine: docker.DockerClient, leaks: Leaks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NodeServer]:
    """A node with the policy of shared installations."""
    yield from run_node(tmp_path_factory.mktemp("restricted"), leaks, "restricted")


@pytest.fixture
def own_node(engine: docker.DockerClient, leaks: Leaks, tmp_path: Path) -> Iterator[NodeServer]:
    """A node of this test only, to be killed and started again."""
    yield from run_node(tmp_path / "own", leaks)


@pytest.fixture
def namespace(node: NodeServer) -> Iterator[str]:
    """A fresh namespace on `node`; it and all its Pods are gone after the test."""
    name = node.make_namespace()
    yield name
    node.remove_namespace(name)


@pytest.fixture
def kubectl(node: NodeServer, namespace: str, tmp_path: Path) -> Kubectl:
    """kubectl against `node`, in the test's `namespace`."""
    program = kubectl_path()
    if program is None:
        missing("no kubectl: `make test` unpacks one into .tools/, or set PODLAB_KUBECTL")
    assert program is not None
    return Kubectl(program, node.kubeconfig, namespace, tmp_path)
