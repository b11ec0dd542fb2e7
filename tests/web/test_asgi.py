"""The ASGI application: its keeper begins and ends with the server."""

import asyncio
from typing import Any

import pytest

from podlab.asgi import application


@pytest.mark.django_db(transaction=True)
async def test_the_keepers_live_as_long_as_the_server(no_api: None, live: None) -> None:
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    before = asyncio.all_tasks()
    await told.put({"type": "lifespan.startup"})
    server = asyncio.create_task(application({"type": "lifespan"}, told.get, said.put))

    assert await said.get() == {"type": "lifespan.startup.complete"}
    keepers = asyncio.all_tasks() - before - {server}
    assert len(keepers) == 3  # of Pods' time, of scenes', and of authored packs
    await told.put({"type": "lifespan.shutdown"})
    assert await said.get() == {"type": "lifespan.shutdown.complete"}
    await server
    assert asyncio.all_tasks() == before
