"""The page: choose, do, and what was read afterwards."""

import pytest
from django.test import AsyncClient
from django.urls import reverse

from podlab.sandbox.models import PodRun
from tests.support.api_server import ApiServer
from tests.web.test_runs import started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def run(visitor: AsyncClient, api: ApiServer) -> PodRun:
    """A Pod whose containers run."""
    run = await started(visitor)
    api.logs.signals.clear()
    api.start_containers(api.pods(run.namespace)[0])
    return run


async def test_a_kill_goes_to_the_node_and_its_end_is_read(
    visitor: AsyncClient, api: ApiServer, run: PodRun
) -> None:
    before = await visitor.get(reverse("sandbox:break", args=[run.uid]))
    done = await visitor.post(reverse("sandbox:break_it", args=[run.uid]), {"fault": "kill:web"})
    api.start_containers(api.pods(run.namespace)[0], restarts=1)
    after = await visitor.get(reverse("sandbox:break_now", args=[run.uid]))

    assert b"Restarts of web: 0" in before.content
    assert (done.status_code, api.logs.signals) == (303, [("web", "SIGKILL")])
    assert [row.label for row in after.context["rows"] if row.changed] == ["web: restarts"]


@pytest.mark.parametrize("fault", ["exhaust:web", "kill:nobody", "", "kill:web:x"])
async def test_what_is_not_offered_is_not_done(
    visitor: AsyncClient, api: ApiServer, run: PodRun, fault: str
) -> None:
    answer = await visitor.post(reverse("sandbox:break_it", args=[run.uid]), {"fault": fault})

    assert answer.status_code == 503
    assert api.logs.signals == []


async def test_nothing_can_be_broken_before_it_runs(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    answer = await visitor.get(reverse("sandbox:break", args=[run.uid]))

    assert b"There is nothing to break." in answer.content


async def test_without_a_node_the_page_says_so(visitor: AsyncClient, own_api: ApiServer) -> None:
    run = await started(visitor)
    own_api.stop()
    answer = await visitor.get(reverse("sandbox:break", args=[run.uid]))
    own_api.start()

    assert answer.status_code == 503
    assert b"does not answer" in answer.content
