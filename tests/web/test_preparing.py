"""Pods that are prepared while one reads: which, when, and that no page depends on it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import AsyncClient

from podlab.sandbox.compose.examples import examples
from tests.support.api_server import ApiServer
from tests.web.manifests import PAIR, WITH_CONFIG
from tests.web.test_runs import started

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "/sandbox/?example=shared-localhost"


async def eventually(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(180):
        while not is_so():  # noqa: ASYNC110 -- another thread makes it so
            await asyncio.sleep(0.02)


async def guest_of(browser: AsyncClient, page: str = FIRST) -> str:
    """Open a page; the namespace of the guest who sees it."""
    answer = await browser.get(page)
    assert answer.status_code == 200
    return str(answer.context["guest"].namespace)


async def test_the_example_of_an_opened_page_is_prepared(
    api: ApiServer, visitor: AsyncClient
) -> None:
    namespace = await guest_of(visitor)

    await eventually(lambda: api.preparer.names(namespace) == ["hello"])
    assert namespace not in [
        each["metadata"]["name"] for each in api.store.list("namespaces").items
    ]


async def test_what_is_sent_is_what_is_created_later(api: ApiServer, visitor: AsyncClient) -> None:
    namespace = await guest_of(visitor)
    await eventually(lambda: api.preparer.names(namespace) == ["hello"])

    await visitor.post("/sandbox/run/", {"manifest": examples()[0].manifest})

    (created,) = api.pods(namespace)
    prepared = next(p for p in api.preparer.asked if p["metadata"]["namespace"] == namespace)
    assert created["spec"] == prepared["spec"]
    assert created["metadata"].get("labels") == prepared["metadata"].get("labels")


async def test_nothing_is_prepared_beside_a_pod_that_runs(
    api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    before = api.preparer.names(run.namespace)

    await guest_of(visitor, "/sandbox/")
    await visitor.post("/sandbox/check/", {"manifest": PAIR.replace("pair", "next")})

    await eventually(lambda: len(api.preparer.names(run.namespace)) > len(before))
    assert api.preparer.names(run.namespace) == [*before, "next"]


async def test_a_text_is_prepared_once_it_rests(api: ApiServer, visitor: AsyncClient) -> None:
    namespace = await guest_of(visitor, "/sandbox/")
    await eventually(lambda: api.preparer.names(namespace) == ["hello"])

    for name in ("a", "ab", "abc"):
        await visitor.post("/sandbox/check/", {"manifest": PAIR.replace("pair", name)})

    await eventually(lambda: len(api.preparer.names(namespace)) > 1)
    assert api.preparer.names(namespace) == ["hello", "abc"]


async def test_a_text_that_is_run_at_once_is_not_prepared_as_well(
    api: ApiServer, visitor: AsyncClient
) -> None:
    namespace = await guest_of(visitor)
    await eventually(lambda: api.preparer.names(namespace) == ["hello"])
    await visitor.post("/sandbox/check/", {"manifest": PAIR})

    await visitor.post("/sandbox/run/", {"manifest": PAIR})
    await visitor.post("/sandbox/check/", {"manifest": WITH_CONFIG})

    await eventually(lambda: len(api.preparer.names(namespace)) > 1)
    assert "pair" not in api.preparer.names(namespace)


async def test_mistakes_are_not_sent(api: ApiServer, visitor: AsyncClient) -> None:
    namespace = await guest_of(visitor)
    await eventually(lambda: api.preparer.names(namespace) == ["hello"])

    answer = await visitor.post("/sandbox/check/", {"manifest": PAIR.replace("nginx", "")})
    await visitor.post("/sandbox/check/", {"manifest": WITH_CONFIG})

    assert answer.context["problems"]
    await eventually(lambda: len(api.preparer.names(namespace)) > 1)
    assert "pair" not in api.preparer.names(namespace)


async def test_a_cluster_that_prepares_nothing_runs_pods_as_ever(
    tmp_path: Path, settings: LazySettings, visitor: AsyncClient
) -> None:
    cluster = ApiServer(tmp_path, prepares=False)
    settings.PODLAB_KUBECONFIG = cluster.kubeconfig
    cluster.start()

    run = await started(visitor)

    assert [pod["metadata"]["name"] for pod in cluster.pods(run.namespace)] == ["pair"]
    assert cluster.preparer.asked == []
    cluster.stop()
