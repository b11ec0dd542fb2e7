"""One's own run, looked back at: the timeline, the picture as it was, and after it ended."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import KeptTape, PodRun
from podlab.sandbox.runs.ending import STOPPED, stop
from tests.support.api_server import ApiServer
from tests.web.test_runs import started
from tests.web.test_stream import is_log, page

pytestmark = pytest.mark.django_db(transaction=True)


async def run_and_log(api: ApiServer, browser: AsyncClient) -> PodRun:
    """A run that was watched from Pending to Running, and one line of its log."""
    run = await started(browser)
    async with page(browser, run) as read:
        await read.read_until(lambda entry: entry["kind"] == "pod")
        api.start_containers(api.pods(run.namespace)[0])
        await read.read_until(lambda entry: entry.get("phase") == "Running")
        api.logs.write("web", "<b>hello</b>")
        await read.read_until(is_log("<b>hello</b>"))
    return run


async def timeline(browser: AsyncClient, run: PodRun, query: str = "") -> dict[str, Any]:
    answer = await browser.get(f"/sandbox/{run.uid}/timeline/{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def picture(browser: AsyncClient, run: PodRun, at: float) -> str:
    answer = await browser.get(f"/sandbox/{run.uid}/past/?part=picture&at={at}")
    return str(answer.content.decode())


async def test_the_picture_is_as_it_was(own_api: ApiServer, visitor: AsyncClient) -> None:
    run = await run_and_log(own_api, visitor)
    told = await timeline(visitor, run)
    [pending, running] = [span for span in told["spans"] if span["lane"] == "Pod"]

    assert (pending["word"], running["word"]) == ("Pending", "Running")
    assert "pair is Pending" in await picture(visitor, run, pending["from"])
    assert "pair is Running" in await picture(visitor, run, running["from"])
    assert "as the manifest declares" in await picture(visitor, run, 0)
    through = await visitor.get(f"/sandbox/{run.uid}/past/?xray=1&at=0")
    assert "namespaces for this Pod" in through.content.decode()


async def test_a_page_that_has_the_beginning_gets_the_rest(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await run_and_log(own_api, visitor)
    all_of_it = await timeline(visitor, run)
    rest = await timeline(visitor, run, f"?tape={all_of_it['tape']}&after={all_of_it['last'] - 1}")
    other = await timeline(visitor, run, f"?tape=other&after={all_of_it['last']}")
    for bad in ("x", "-1", "9" * 5000, "\u0663"):
        again = await timeline(visitor, run, f"?tape={all_of_it['tape']}&after={bad}")
        assert again["marks"] == all_of_it["marks"]

    assert [mark["text"] for mark in all_of_it["marks"]] == ["web wrote: <b>hello</b>"]
    assert len(rest["marks"]) <= 1
    assert other["marks"] == all_of_it["marks"]


async def test_the_list_reads_without_a_script_and_escapes_what_a_pod_wrote(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await run_and_log(own_api, visitor)
    answer = await visitor.get(f"/sandbox/{run.uid}/past/?at=nan")
    text = answer.content.decode()

    assert "web wrote: &lt;b&gt;hello&lt;/b&gt;" in text
    assert "<b>hello</b>" not in text
    assert "pair is Running" in text


async def test_a_run_that_ended_can_still_be_looked_back_at(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await run_and_log(own_api, visitor)
    await stop(run, STOPPED)
    await hub().close()  # as when the last viewer has left

    told = await timeline(visitor, run)
    assert told["marks"][0]["text"] == "web wrote: <b>hello</b>"
    assert told["end"] is not None
    assert await sync_to_async(KeptTape.objects.count)() == 1


async def test_another_process_goes_on_with_the_tape(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await run_and_log(own_api, visitor)
    await hub().close()
    async with page(visitor, run) as read:
        await read.read_until(is_log("<b>hello</b>"))
    told = await timeline(visitor, run)

    assert [span["word"] for span in told["spans"] if span["lane"] == "Pod"] == [
        "Pending",
        "Running",
    ]
    assert [mark["text"] for mark in told["marks"]] == ["web wrote: <b>hello</b>"]


async def test_a_run_whose_pod_nobody_saw_has_an_empty_timeline(
    api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    await PodRun.objects.filter(uid=run.uid).aupdate(pod_uid="")
    told = await timeline(visitor, run)
    answer = await visitor.get(f"/sandbox/{run.uid}/past/")

    assert told["lanes"] == []
    assert "Nothing yet." in answer.content.decode()
