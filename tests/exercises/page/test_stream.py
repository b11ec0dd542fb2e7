"""The page's one stream: whose it is, what it tells, and that the last word arrives."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import pytest
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from podlab.cluster import connect
from podlab.exercises.models import Attempt
from podlab.exercises.page.stream import news_of
from podlab.exercises.scenes import begin, end, settle
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from tests.exercises.page.conftest import LESSON

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_page_of_another_site_hears_nothing(browser: AsyncClient) -> None:
    answer = await browser.get(f"{LESSON}stream/", headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403


async def test_a_stream_is_neither_kept_nor_compressed(browser: AsyncClient) -> None:
    answer = await browser.get(f"{LESSON}stream/")

    assert answer["Content-Type"] == "text/event-stream"
    assert (answer["Cache-Control"], answer["Content-Encoding"]) == ("no-store", "identity")
    assert isinstance(answer, StreamingHttpResponse)
    async for message in answer:
        assert message == b"retry: 1000\n\n"
        break


async def entries_of(news: AsyncIterator[bytes], run: str) -> AsyncGenerator[JsonObject]:
    """What is told of one run."""
    async for message in news:
        if message.startswith(b"event: batch"):
            told = json.loads(message.partition(b"data: ")[2])
            if told["run"] == run:
                for entry in told["entries"]:
                    yield entry


@pytest.mark.docker
async def test_the_end_of_a_pod_is_told(twin_attempt: Attempt) -> None:
    await twin_attempt.asave()
    scene = await begin(twin_attempt)
    await settle(scene)
    client = scene.runs["left/client"]

    async with aclosing(news_of(twin_attempt)) as news:
        await anext(news)
        deleting = asyncio.create_task(delete_when_watched(client))
        async with aclosing(entries_of(news, str(client.uid))) as told:
            reasons = [each["reason"] async for each in first(told, "ended")]
        await deleting

    assert reasons == ["deleted with kubectl"]
    await end(twin_attempt)


async def delete_when_watched(run: PodRun) -> None:
    """As a learner's own kubectl does, once the stream reads of the Pod."""
    while hub().known(run.uid) is None:  # noqa: ASYNC110 -- the stream begins by itself
        await asyncio.sleep(0.05)
    await (await connect()).delete("pods", run.namespace, run.name, 0)


async def first(told: AsyncIterator[JsonObject], kind: str) -> AsyncIterator[JsonObject]:
    """The first entry of a kind."""
    async for entry in told:
        if entry["kind"] == kind:
            yield entry
            return
