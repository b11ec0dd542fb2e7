"""What carries an id is its owner's alone; nothing changes by GET; nothing without a token."""

import uuid

import pytest
from django.test import AsyncClient
from django.urls import reverse

from podlab.sandbox.models import PodRun
from podlab.sandbox.urls import urlpatterns
from tests.support.api_server import ApiServer
from tests.web.test_runs import started

pytestmark = pytest.mark.django_db(transaction=True)
WITH_ID = [path.name for path in urlpatterns if "uid" in path.pattern.converters]
POSTED = {"stop", "extend", "run_apart", "stop_apart", "ask", "draw_answer", "record", "break_it"}


async def ask(browser: AsyncClient, name: str, uid: uuid.UUID) -> tuple[int, bytes]:
    send = browser.post if name in POSTED else browser.get
    answer = await send(reverse(f"sandbox:{name}", args=[uid]))
    return answer.status_code, answer.content


@pytest.mark.parametrize("name", WITH_ID)
async def test_another_sessions_run_is_not_there(
    visitor: AsyncClient, outsider: AsyncClient, api: ApiServer, name: str
) -> None:
    run = await started(visitor)
    await PodRun.objects.all().aupdate(manifest="a secret of mine")
    await outsider.get("/sandbox/")

    foreign = await ask(outsider, name, run.uid)
    unknown = await ask(outsider, name, uuid.uuid4())
    assert foreign[0] == unknown[0] == 404
    assert b"a secret of mine" not in foreign[1]
    assert len(foreign[1]) == len(unknown[1])
    await run.arefresh_from_db()
    assert (run.ended_at, run.extensions) == (None, 0)


async def test_the_workbench_shows_ones_own_run_only(
    visitor: AsyncClient, outsider: AsyncClient, api: ApiServer
) -> None:
    await started(visitor)
    answer = await outsider.get("/sandbox/")

    assert answer.context["run"] is None
    assert b"pair" not in answer.content


@pytest.mark.parametrize("name", sorted(POSTED))
async def test_nothing_changes_by_get(visitor: AsyncClient, api: ApiServer, name: str) -> None:
    run = await started(visitor)
    answer = await visitor.get(reverse(f"sandbox:{name}", args=[run.uid]))

    assert answer.status_code == 405


@pytest.mark.parametrize("address", ["/sandbox/run/", "/sandbox/check/"])
async def test_a_form_without_its_token_is_refused_and_its_text_kept(
    visitor: AsyncClient, no_api: None, address: str
) -> None:
    strict = AsyncClient(enforce_csrf_checks=True)
    answer = await strict.post(address, {"manifest": "what I wrote"})

    assert answer.status_code == 403
    assert b"what I wrote" in answer.content


async def test_a_stream_is_not_for_another_sites_page(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    address = reverse("sandbox:stream", args=[run.uid])
    answer = await visitor.get(address, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
