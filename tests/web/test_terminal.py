"""Who may open a terminal, and what one is told who may not."""

import json
import uuid
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import AsyncClient
from django.utils.translation import override

from podlab.asgi import application
from podlab.cluster import Ended
from podlab.sandbox.models import PodRun
from podlab.sandbox.terminal.choice import choices
from podlab.sandbox.terminal.socket import in_words, language_of, sides
from tests.support.api_server import ApiServer
from tests.web.test_runs import started

pytestmark = pytest.mark.django_db(transaction=True)


async def answer(
    browser: AsyncClient,
    uid: uuid.UUID,
    origin: bytes = b"http://testserver",
    address: str = "/sandbox/{}/terminal/",
) -> object:
    """What one is told in the end; None when one is not let in."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    scope = {
        "type": "websocket",
        "path": address.format(uid),
        "query_string": b"tab=one&container=web&shell=sh",
        "headers": [(b"host", b"testserver"), (b"origin", origin), (b"cookie", cookies.encode())],
    }
    make: Any = ApplicationCommunicator  # has no types
    socket = make(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    if (await socket.receive_output(5))["type"] != "websocket.accept":
        return None
    said = json.loads((await socket.receive_output(5))["text"])
    if "opened" in said:
        said = json.loads((await socket.receive_output(5))["text"])
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait(5)
    return said


async def test_why_there_is_no_shell_is_told(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)

    assert await answer(visitor, run.uid) == {"ended": "no engine"}


async def test_another_sessions_pod_is_not_there(
    visitor: AsyncClient, outsider: AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)
    await outsider.get("/sandbox/")

    foreign = await answer(outsider, run.uid)

    assert foreign == await answer(visitor, uuid.uuid4())
    assert foreign == await answer(AsyncClient(), run.uid)
    assert "There is no such Pod" in str(foreign)


async def test_a_pod_that_is_gone_has_no_terminal(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    await visitor.post(f"/sandbox/{run.uid}/stop/")
    assert not await PodRun.objects.current().aexists()

    assert "There is no such Pod" in str(await answer(visitor, run.uid))


@pytest.mark.parametrize("origin", [b"http://elsewhere", b"http://testserver:81", b"null", b""])
async def test_no_other_site_may_ask(visitor: AsyncClient, api: ApiServer, origin: bytes) -> None:
    run = await started(visitor)

    assert await answer(visitor, run.uid, origin) is None


async def test_a_socket_that_no_app_knows_is_refused(live: None) -> None:
    assert await answer(AsyncClient(), uuid.uuid4(), address="/nowhere/") is None


@pytest.mark.parametrize(
    ("asked", "understood"),
    [([80, 24], (80, 24)), ([0, 24], None), ([80], None), (["80", 24], None), ([5000, 1], None)],
)
def test_only_sizes_that_make_sense_count(
    asked: object, understood: tuple[int, int] | None
) -> None:
    assert sides(asked) == understood


def test_every_container_of_the_pod_may_be_chosen() -> None:
    spec = {"initContainers": [{"name": "first"}], "containers": [{"name": "web"}]}

    assert choices({"spec": spec})["terminal_containers"] == ["web", "first"]
    assert choices(None)["terminal_containers"] == []


@pytest.mark.parametrize(
    ("cookies", "accepts", "language"),
    [
        ({"django_language": "de"}, b"en", "de"),
        ({}, b"de-AT,de;q=0.9", "de"),
        ({}, b"", "en"),
        ({"django_language": "tlh"}, b"en", "en"),
    ],
)
def test_a_terminal_speaks_the_page_s_language(
    cookies: dict[str, str], accepts: bytes, language: str
) -> None:
    scope = {"cookies": cookies, "headers": [(b"accept-language", accepts)]}

    assert language_of(scope) == language
    with override(language_of(scope)):
        ended = in_words(Ended(1, ""))
    assert ended.startswith("Mit Exit-Code 1" if language == "de" else "Ended with exit code 1")
