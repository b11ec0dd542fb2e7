"""A site, a learner of it, and the kubectl that the learner was given."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.support.kubectl import Kubectl, kubectl_path
from tests.support.learner import Learner
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer


@pytest.fixture(scope="session")
def site(node: NodeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """Two processes: whichever answers, it has to come out the same."""
    server = WebServer(tmp_path_factory.mktemp("web"), node.kubeconfig, workers=2)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def program() -> Path:
    found = kubectl_path()
    if found is None:
        missing("no kubectl: `make test` unpacks one into .tools/, or set PODLAB_KUBECTL")
    assert found is not None
    return found


@pytest.fixture
def learner(site: WebServer, node: NodeServer, tmp_path: Path) -> Iterator[Learner]:
    learner = Learner(site, tmp_path / "learner")
    namespace = learner.namespace
    yield learner
    learner.http.close()
    node.remove_namespace(namespace)


@pytest.fixture
def mine(learner: Learner, program: Path) -> Kubectl:
    return learner.download(program)
