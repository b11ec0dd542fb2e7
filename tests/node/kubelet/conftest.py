"""A running lab for each test."""

from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from tests.node.kubelet.lab import Lab, running_lab


@pytest.fixture
def lab(engine: docker.DockerClient, node_id: str, tmp_path: Path) -> Iterator[Lab]:
    with running_lab(tmp_path, node_id) as lab:
        yield lab


@pytest.fixture
def restricted_lab(engine: docker.DockerClient, node_id: str, tmp_path: Path) -> Iterator[Lab]:
    with running_lab(tmp_path, node_id, "restricted") as lab:
        yield lab
