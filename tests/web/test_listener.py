"""The https port of web's own, where a learner's kubectl comes in on a plain http site."""

import logging
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from django.conf import LazySettings

from podlab.cluster.gateway.listener import SERVER_NAME, Listener
from podlab.node.__main__ import WEB
from podlab.node.tls import server_pair, serving_tls
from tests.support.api_server import ApiServer
from tests.support.node_server import free_port
from tests.web.test_preparing import eventually


async def test_it_serves_with_the_certificate_that_node_makes(
    api: ApiServer, live: None, tmp_path: Path
) -> None:
    listener, port, now = Listener(), free_port(), datetime.now(UTC)
    listener.start("127.0.0.1", port, tmp_path)
    assert listener.port == 0

    tls = serving_tls(tmp_path / "tls", ["localhost"], now)
    server_pair(tmp_path, "web", tls.authority, [WEB], now)
    await eventually(lambda: listener.port == port)

    trust = ssl.create_default_context(cadata=tls.authority.pem.decode())
    async with httpx.AsyncClient(verify=trust, trust_env=False) as client:
        address, name = f"https://127.0.0.1:{port}", {"sni_hostname": SERVER_NAME}
        asked = await client.get(f"{address}/kube/version", extensions=name)
        elsewhere = await client.get(f"{address}/sandbox/", extensions=name)
    assert asked.status_code == 401
    assert elsewhere.status_code == 404
    await listener.stop()
    assert listener.port == 0


async def test_a_port_that_is_taken_is_told(
    tmp_path: Path, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    now = datetime.now(UTC)
    tls = serving_tls(tmp_path / "tls", ["localhost"], now)
    server_pair(tmp_path, "web", tls.authority, [WEB], now)
    listener = Listener()

    with socket.create_server(("127.0.0.1", 0)) as taken, caplog.at_level(logging.WARNING):
        port = taken.getsockname()[1]
        listener.start("127.0.0.1", port, tmp_path)
        await eventually(lambda: f"port {port}" in caplog.text)
    assert listener.port == 0
    await listener.stop()
