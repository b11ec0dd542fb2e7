"""Each fault on a real engine: it is done, and what was foretold does happen."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from django.conf import LazySettings
from django.test import AsyncClient
from django.urls import reverse

from podlab.pods.objects import JsonObject
from podlab.sandbox import reading
from podlab.sandbox.breaking.outcome import Reading, read
from podlab.sandbox.models import PodRun
from tests.support.node_server import NodeServer
from tests.web.test_runs import started

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]
SECONDS = 180
FRAGILE = """\
apiVersion: v1
kind: Pod
metadata: {name: fragile}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: web
      image: busybox
      command: [sh, -c, "touch /tmp/ready; exec httpd -f -p 8080 -h /tmp"]
      resources: {limits: {memory: 24Mi}}
      readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1, failureThreshold: 1}
      volumeMounts: [{name: small, mountPath: /small}, {name: disk, mountPath: /disk}]
    - {name: other, image: busybox, command: [sleep, "1000"]}
  volumes:
    - {name: small, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
    - {name: disk, emptyDir: {sizeLimit: 1Mi}}
"""


@pytest.fixture
async def run(
    visitor: AsyncClient, node: NodeServer, settings: LazySettings
) -> AsyncIterator[PodRun]:
    """A Pod that is ready."""
    settings.PODLAB_KUBECONFIG = node.kubeconfig
    run = await started(visitor, FRAGILE)
    await until(run, lambda seen: seen.pod_ready == "True")
    yield run
    await visitor.post(f"/sandbox/{run.uid}/stop/")


async def until(run: PodRun, is_so: Callable[[Reading], bool]) -> Reading:
    async with asyncio.timeout(SECONDS):
        while not is_so(seen := read(await pod_of(run), "web")):  # noqa: ASYNC110 -- no Event of ours
            await asyncio.sleep(0.1)
    return seen


async def pod_of(run: PodRun) -> JsonObject | None:
    await run.arefresh_from_db()
    return await reading.pod_of(run)


async def break_it(visitor: AsyncClient, run: PodRun, fault: str) -> str:
    """Press the button; what the command said."""
    answer = await visitor.post(reverse("sandbox:break_it", args=[run.uid]), {"fault": fault})
    assert answer.status_code == 303, answer.content.decode()
    after = await visitor.get(reverse("sandbox:break_now", args=[run.uid]))
    return str(after.context["broken"].said)


async def test_out_of_memory_ends_the_container_and_no_other(
    visitor: AsyncClient, run: PodRun
) -> None:
    await break_it(visitor, run, "exhaust:web")

    seen = await until(run, lambda seen: seen.restarts == "1" and seen.pod_ready == "True")
    assert seen.last_state == "Terminated: OOMKilled, exit code 137"
    other = read(await pod_of(run), "other")
    assert (other.state, other.restarts) == ("Running", "0")


async def test_one_fault_after_the_other(visitor: AsyncClient, run: PodRun) -> None:
    """A volume in memory refuses, a missing file costs the readiness, a kill mends it again, and
    a volume on disk that is too full costs the Pod.
    """
    refused = await break_it(visitor, run, "fill:web:small")
    assert "No space left on device (exit code 1)" in refused

    await break_it(visitor, run, "unready:web")
    seen = await until(run, lambda seen: seen.pod_ready == "False")
    assert (seen.state, seen.restarts, seen.phase) == ("Running", "0", "Running")

    await break_it(visitor, run, "kill:web")
    seen = await until(run, lambda seen: seen.restarts == "1" and seen.pod_ready == "True")
    assert seen.last_state == "Terminated: Error, exit code 137"

    written = await break_it(visitor, run, "fill:web:disk")
    seen = await until(run, lambda seen: seen.phase.startswith("Failed"))
    assert written == "exit code 0"
    assert 'Evicted: Usage of EmptyDir volume "disk" exceeds the limit "1Mi"' in seen.phase


async def test_a_frozen_server_lets_wait_until_it_goes_on(
    visitor: AsyncClient, run: PodRun
) -> None:
    question = {"source": "other", "method": "GET", "port": "8080", "path": "/ready"}

    async def ask() -> JsonObject:
        answer = await visitor.post(reverse("sandbox:ask", args=[run.uid]), question)
        return {"status": answer.context["reply"].status, "why": answer.context["reply"].problem}

    before = await ask()
    await break_it(visitor, run, "freeze:web")
    during = await ask()
    await break_it(visitor, run, "thaw:web")
    after = await ask()

    assert (before["status"], during["status"], after["status"]) == (200, 0, 200)
    assert "no answer within" in during["why"]
    assert read(await pod_of(run), "web").restarts == "0"
