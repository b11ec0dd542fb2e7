"""A socket asks, as pages do, whether the session goes on."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from podlab.asgi import sockets
from podlab.sandbox.models import PodRun
from tests.accounts.people import sign_up

GONE = "There is no such Pod any more."


async def told(run: PodRun, cookie: str) -> str:
    """What the terminal's socket says first."""
    headers = [
        (b"cookie", f"sessionid={cookie}".encode()),
        (b"host", b"localhost"),
        (b"origin", b"http://localhost"),
    ]
    scope = {
        "type": "websocket",
        "path": f"/sandbox/{run.uid}/terminal/",
        "query_string": b"tab=a&container=web&shell=sh",
        "headers": headers,
    }
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    await heard.put({"type": "websocket.connect"})
    await sockets(scope, heard.get, said.put)
    accepted, refused = said.get_nowait(), said.get_nowait()
    assert accepted["type"] == "websocket.accept"
    return str(json.loads(refused["text"])["refused"])


async def test_a_copied_cookie_opens_no_terminal_after_signing_out(
    no_api: None, live: None, client: Client
) -> None:
    def signed_in_with_a_run() -> tuple[PodRun, str]:
        ada = sign_up(client, "ada")
        later = timezone.now() + timedelta(hours=1)
        fields = {"name": "web", "manifest": "", "expires_at": later}
        run = PodRun.objects.create(owner_key=ada.owner_key, namespace="learner-x", **fields)
        return run, client.cookies["sessionid"].value

    run, cookie = await sync_to_async(signed_in_with_a_run)()
    assert GONE not in await told(run, cookie)
    await sync_to_async(client.post)("/account/sign-out/")

    assert GONE in await told(run, cookie)
