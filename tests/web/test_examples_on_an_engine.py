"""Every ready example, run through the page on a real engine, under both policies."""

import asyncio

import pytest
from django.conf import LazySettings
from django.test import AsyncClient

from podlab.cluster import Cluster, connect
from podlab.pods.objects import JsonObject
from podlab.sandbox.compose.examples import Example, examples
from podlab.sandbox.models import PodRun
from tests.web.test_runs import started

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]
SECONDS_TO_RUN = 180
SECONDS_BETWEEN_LOOKS = 0.2


def has_run(pod: JsonObject) -> bool:
    """Whether each container was started, and none was refused."""
    statuses = pod["status"].get("containerStatuses", [])
    states = [next(iter(status["state"])) for status in statuses]
    return len(states) == len(pod["spec"]["containers"]) and all(
        state in {"running", "terminated"} for state in states
    )


async def until_run(cluster: Cluster, run: PodRun) -> None:
    # Looked at, not watched: a stream that is left open would outlive the test's loop.
    while not has_run(await cluster.get("pods", run.namespace, run.name)):  # noqa: ASYNC110 -- as said
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


@pytest.mark.parametrize("policy", ["node", "restricted_node"])
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.slug)
async def test_an_example_runs_and_leaves_nothing(
    request: pytest.FixtureRequest,
    visitor: AsyncClient,
    settings: LazySettings,
    policy: str,
    example: Example,
) -> None:
    settings.PODLAB_KUBECONFIG = request.getfixturevalue(policy).kubeconfig
    run = await started(visitor, example.manifest)
    cluster = await connect()
    async with asyncio.timeout(SECONDS_TO_RUN):
        await until_run(cluster, run)
    await visitor.post(f"/sandbox/{run.uid}/stop/")

    for resource in ("pods", "configmaps", "secrets"):
        assert (await cluster.list(resource, run.namespace))["items"] == []
