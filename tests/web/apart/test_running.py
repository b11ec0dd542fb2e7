"""Containers run apart from their Pod: begun once, shown, and gone with it."""

import pytest
from django.test import AsyncClient
from django.urls import reverse

from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.extending import extend
from tests.support.api_server import ApiServer
from tests.web.test_runs import started

pytestmark = pytest.mark.django_db(transaction=True)


async def press(browser: AsyncClient, name: str, run: PodRun) -> None:
    answer = await browser.post(reverse(f"sandbox:{name}", args=[run.uid]))
    assert answer.status_code == 303, answer.content.decode()


def names(api: ApiServer, run: PodRun) -> list[str]:
    return sorted(pod["metadata"]["name"] for pod in api.pods(run.namespace))


async def test_each_container_runs_beside_the_pod_once(
    visitor: AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)

    await press(visitor, "run_apart", run)
    await press(visitor, "run_apart", run)

    assert names(api, run) == ["pair", "pair-client-apart", "pair-web-apart"]
    answer = await visitor.get("/sandbox/")
    assert answer.context["run"] == run


async def test_the_page_shows_both_sides(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    before = await visitor.get(reverse("sandbox:apart", args=[run.uid]))
    await press(visitor, "run_apart", run)

    after = await visitor.get(reverse("sandbox:apart_now", args=[run.uid]))

    assert b"Run them apart" in before.content
    assert len(after.context["separate"]) == 2
    assert b"lone-box" in after.content


async def test_ending_the_comparison_leaves_the_pod(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    await press(visitor, "run_apart", run)

    await press(visitor, "stop_apart", run)

    assert names(api, run) == ["pair"]
    assert not await PodRun.objects.filter(apart_from=run).current().aexists()


@pytest.mark.parametrize("how", ["stopped", "replaced"])
async def test_they_end_with_the_pod(visitor: AsyncClient, api: ApiServer, how: str) -> None:
    run = await started(visitor)
    await press(visitor, "run_apart", run)

    if how == "stopped":
        await press(visitor, "stop", run)
        assert names(api, run) == []
    else:
        await started(visitor, run.manifest.replace("pair", "next"))
        assert names(api, run) == ["next"]


async def test_more_time_is_for_both(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    await press(visitor, "run_apart", run)

    await extend(run)

    times = {each.expires_at async for each in PodRun.objects.current()}
    assert len(times) == 1


async def test_what_the_server_refuses_is_told_and_taken_back(
    visitor: AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)
    taken = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "pair-client-apart", "namespace": run.namespace},
        "spec": {"containers": [{"name": "c", "image": "busybox"}]},
    }
    api.store.create("pods", taken)

    answer = await visitor.post(reverse("sandbox:run_apart", args=[run.uid]))

    assert answer.status_code == 503
    assert b"already exists" in answer.content
    assert names(api, run) == ["pair", "pair-client-apart"]
