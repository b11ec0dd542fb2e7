"""Web against the real API of a node without an engine: the tests play the kubelet."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.conf import LazySettings
from django.db import close_old_connections
from django.test import AsyncClient

from podlab.asgi import application
from podlab.cluster import disconnect
from podlab.sandbox.live.hub import hub
from podlab.sandbox.runs.preparing import preparations
from tests.support.api_server import ApiServer


@pytest.fixture(scope="session")
def shared_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    server = ApiServer(tmp_path_factory.mktemp("api"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def api(shared_api: ApiServer, settings: LazySettings) -> ApiServer:
    """The node's API, store and observatory; guests have namespaces of their own in it."""
    settings.PODLAB_KUBECONFIG = shared_api.kubeconfig
    return shared_api


@pytest.fixture
def own_api(tmp_path: Path, settings: LazySettings) -> Iterator[ApiServer]:
    """An API of this test's own, to be stopped and started again.

    Ask for it before the visitor, so that the visitor's streams end before the server does.
    """
    server = ApiServer(tmp_path)
    settings.PODLAB_KUBECONFIG = server.kubeconfig
    server.start()
    yield server
    server.stop()


@pytest.fixture
def no_api(tmp_path: Path, settings: LazySettings) -> None:
    """No node was ever started here."""
    settings.PODLAB_KUBECONFIG = tmp_path / "kubeconfig"


@pytest.fixture
async def live(transactional_db: None) -> AsyncIterator[None]:
    """Streams and connections of this test's event loop, ended after it."""
    yield
    await preparations().close()
    await hub().close()
    await disconnect()
    await sync_to_async(close_old_connections)()  # after a query that its task has left behind


@pytest.fixture
def visitor(live: None, settings: LazySettings) -> AsyncClient:
    """A browser without a session yet."""
    settings.ALLOWED_HOSTS = ["testserver"]
    return AsyncClient()


@pytest.fixture
def outsider(visitor: AsyncClient) -> AsyncClient:
    """Somebody else's browser."""
    return AsyncClient()


@pytest.fixture
async def kubectl(visitor: AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the gateway as kubectl does, with no token yet."""
    transport = httpx.ASGITransport(app=application)  # type: ignore[arg-type]  # an ASGI app
    async with httpx.AsyncClient(transport=transport, base_url="https://testserver/kube") as client:
        yield client
