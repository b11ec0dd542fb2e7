"""Authors, who prove what they have written."""

import pytest

from tests.lessons.proving import Author
from tests.support.node_server import NodeServer


@pytest.fixture(scope="session")
def author(node: NodeServer, tmp_path_factory: pytest.TempPathFactory) -> Author:
    return Author(tmp_path_factory.mktemp("author"), node.kubeconfig)
