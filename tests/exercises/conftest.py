"""Attempts at a small pack, on a real node: each learner has a namespace of their own."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.conf import LazySettings
from django.db import close_old_connections

from podlab.cluster import disconnect
from podlab.exercises.checking import checkers
from podlab.exercises.models import Attempt
from podlab.sandbox.live.hub import hub
from podlab.sandbox.runs.preparing import preparations
from tests.exercises.twins import twins
from tests.support.node_server import NodeServer


@pytest.fixture
async def live(transactional_db: None) -> AsyncIterator[None]:
    """Streams and connections of this test's event loop, ended after it."""
    yield
    await checkers().close()
    await preparations().close()
    await hub().close()
    await disconnect()
    await sync_to_async(close_old_connections)()


@pytest.fixture
def learner(node: NodeServer, settings: LazySettings) -> Iterator[str]:
    """A learner's key; what is in their namespace is gone after the test."""
    key = secrets.token_hex(5)
    settings.PODLAB_KUBECONFIG = node.kubeconfig
    yield key
    with node.client() as client:
        there = client.get(f"/api/v1/namespaces/learner-{key}").is_success
    if there:
        node.remove_namespace(f"learner-{key}")


@pytest.fixture
def twin_attempt(live: None, learner: str, tmp_path: Path, settings: LazySettings) -> Attempt:
    """An attempt at `twins`, not yet begun."""
    settings.PODLAB_LESSONS = twins(tmp_path)
    return Attempt(
        owner_key=learner,
        pack="basics",
        exercise="twins",
        content="",
        variables={"TOKEN": "c0ffee", "PORT": "8080"},
    )
