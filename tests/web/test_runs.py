"""Running, replacing, stopping, extending and expiring."""

import asyncio
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import AsyncClient
from django.utils import timezone

from podlab.pods.objects import JsonObject
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.keeper import (
    end_what_is_over,
    remove_idle_namespaces,
    tell_what_ended,
)
from tests.support.api_server import ApiServer
from tests.web.manifests import PAIR, TWO_MISTAKES, WITH_CLAIM, WITH_CONFIG

pytestmark = pytest.mark.django_db(transaction=True)


async def started(browser: AsyncClient, text: str = PAIR) -> PodRun:
    """The run of this text, after the page was opened and its button pressed."""
    await browser.get("/sandbox/")
    answer = await browser.post("/sandbox/run/", {"manifest": text})
    assert answer.status_code == 303, answer.content.decode()
    return await PodRun.objects.current().aget()


def names(api: ApiServer, resource: str, namespace: str) -> list[str]:
    return [item["metadata"]["name"] for item in api.store.list(resource, namespace).items]


async def test_running_creates_the_pod_in_the_guests_namespace(
    visitor: AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)

    pods = api.pods(run.namespace)
    assert [pod["metadata"]["name"] for pod in pods] == ["pair"]
    assert run.pod_uid == pods[0]["metadata"]["uid"]
    assert run.namespace == f"learner-{run.owner_key}"


async def test_running_brings_what_the_pod_needs(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor, WITH_CONFIG)

    assert names(api, "configmaps", run.namespace) == ["words"]
    assert names(api, "secrets", run.namespace) == ["hidden"]
    assert names(api, "pods", run.namespace) == ["reader"]


async def test_a_claim_stays_for_the_next_run(visitor: AsyncClient, api: ApiServer) -> None:
    first = await started(visitor, WITH_CLAIM)
    [claim] = api.store.list("persistentvolumeclaims", first.namespace).items

    await visitor.post(f"/sandbox/{first.uid}/stop/")
    assert names(api, "pods", first.namespace) == []
    second = await started(visitor, WITH_CLAIM)

    assert second.uid != first.uid
    assert names(api, "pods", first.namespace) == ["keeper"]
    [same] = api.store.list("persistentvolumeclaims", first.namespace).items
    assert same["metadata"]["uid"] == claim["metadata"]["uid"]


async def test_running_again_replaces_the_pod(visitor: AsyncClient, api: ApiServer) -> None:
    first = await started(visitor)
    second = await started(visitor, PAIR.replace("sleep", "echo"))
    await first.arefresh_from_db()

    assert first.end_reason == "replaced by your next run"
    assert first.removed_at is not None
    assert [pod["metadata"]["uid"] for pod in api.pods(second.namespace)] == [second.pod_uid]


async def test_two_clicks_at_once_run_one_pod(visitor: AsyncClient, api: ApiServer) -> None:
    await visitor.get("/sandbox/")
    clicks = [visitor.post("/sandbox/run/", {"manifest": PAIR}) for _ in range(2)]
    answers = await asyncio.gather(*clicks)

    assert [answer.status_code for answer in answers] == [303, 303]
    run = await PodRun.objects.aget()
    assert len(api.pods(run.namespace)) == 1


async def test_every_mistake_comes_back_at_its_line_with_the_text(
    visitor: AsyncClient, api: ApiServer
) -> None:
    answer = await visitor.post("/sandbox/run/", {"manifest": TWO_MISTAKES})

    assert answer.status_code == 422
    assert [(each.line, each.path) for each in answer.context["problems"]] == [
        (4, "metadata.name"),
        (7, "spec.containers[0].image"),
    ]
    assert answer.context["form"]["manifest"].value() == TWO_MISTAKES
    assert not await PodRun.objects.aexists()


async def test_htmx_gets_the_mistakes_alone(visitor: AsyncClient, api: ApiServer) -> None:
    answer = await visitor.post(
        "/sandbox/run/", {"manifest": TWO_MISTAKES}, headers={"HX-Request": "true"}
    )

    assert answer["HX-Retarget"] == "#problems"
    assert 'data-line="7"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


async def test_the_servers_refusal_comes_back_at_its_line(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    own_api.refuse("spec.containers[1].image", "Forbidden: not in the catalogue")
    answer = await visitor.post("/sandbox/run/", {"manifest": PAIR})

    [problem] = answer.context["problems"]
    assert (problem.line, problem.path) == (10, "spec.containers[1].image")
    assert problem.problem == "Forbidden: not in the catalogue"
    assert not await PodRun.objects.aexists()


async def test_what_the_server_warns_of_stays_with_the_run(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    own_api.warnings = ['spec.priority: the "highest" has no effect here', "spec.dns: nor this"]
    run = await started(visitor)
    page = await visitor.get("/sandbox/")

    assert run.warnings.splitlines() == own_api.warnings
    assert "spec.dns: nor this" in page.content.decode()


async def test_a_refused_pod_leaves_the_one_before_it_running(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    own_api.refuse("spec.containers[0].image", "Forbidden: not in the catalogue")
    answer = await visitor.post("/sandbox/run/", {"manifest": PAIR.replace("1000", "2000")})

    assert answer.status_code == 422
    assert [pod["metadata"]["uid"] for pod in own_api.pods(run.namespace)] == [run.pod_uid]


@pytest.mark.parametrize("field", ["namespace: kube-system", "finalizers: [example.org/wait]"])
async def test_what_only_a_cluster_of_ones_own_allows_is_a_mistake(
    visitor: AsyncClient, api: ApiServer, field: str
) -> None:
    text = PAIR.replace("  name: pair", f"  name: pair\n  {field}")
    answer = await visitor.post("/sandbox/check/", {"manifest": text})

    [problem] = answer.context["problems"]
    assert (problem.line, problem.path) == (5, f"metadata.{field.partition(':')[0]}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\tkind: Pod",
        "kind: Pod\nkind: Pod",
        PAIR + "---\n" + PAIR,
        "[" * 5_000_000,
        "a: &a [*a]",
    ],
    ids=["empty", "tab", "duplicate key", "two Pods", "5 MB of brackets", "alias of itself"],
)
async def test_bad_text_is_answered_and_kept(
    visitor: AsyncClient, api: ApiServer, text: str
) -> None:
    async with asyncio.timeout(60):
        answer = await visitor.post("/sandbox/run/", {"manifest": text})

    assert answer.status_code == 422
    assert answer.context["problems"]
    assert answer.context["form"]["manifest"].value() == text


async def test_stopping_removes_everything(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor, WITH_CONFIG)
    answer = await visitor.post(f"/sandbox/{run.uid}/stop/")
    await run.arefresh_from_db()

    assert answer.status_code == 303
    assert run.end_reason == "stopped by you"
    assert run.removed_at is not None
    left = [names(api, kind, run.namespace) for kind in ("pods", "configmaps", "secrets")]
    assert left == [[], [], []]


async def test_stopping_may_be_repeated(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    await visitor.post(f"/sandbox/{run.uid}/stop/")
    answer = await visitor.post(f"/sandbox/{run.uid}/stop/")

    assert answer.status_code == 303


async def test_extending_ends_after_three_times(
    visitor: AsyncClient, api: ApiServer, settings: LazySettings
) -> None:
    run = await started(visitor)
    before = run.expires_at
    for _ in range(5):
        await visitor.post(f"/sandbox/{run.uid}/extend/")
    await run.arefresh_from_db()

    assert run.expires_at - before == timedelta(minutes=3 * settings.PODLAB_RUN_MINUTES)
    assert not run.may_extend


async def test_the_keeper_ends_what_is_over(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    await PodRun.objects.aupdate(expires_at=timezone.now())
    await asyncio.gather(end_what_is_over(), end_what_is_over())
    await run.arefresh_from_db()

    assert run.end_reason == "time over"
    assert run.removed_at is not None
    assert api.pods(run.namespace) == []


async def test_the_keeper_finishes_a_removal_that_was_cut_short(
    visitor: AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)
    now = timezone.now()
    await PodRun.objects.aupdate(expires_at=now, ended_at=now, end_reason="stopped by you")
    await end_what_is_over()
    await run.arefresh_from_db()

    assert run.end_reason == "stopped by you"
    assert api.pods(run.namespace) == []


@pytest.mark.parametrize(
    ("phase", "ended", "reason"),
    [
        ("Succeeded", {"exitCode": 0}, "every container finished its work"),
        ("Failed", {"exitCode": 3}, "Pod failed: `web` ended with exit code 3"),
        (
            "Failed",
            {"exitCode": 137, "reason": "OOMKilled"},
            "Pod failed: `web` hit its 64 MiB limit",
        ),
    ],
)
async def test_the_keeper_tells_how_a_pod_ended(
    visitor: AsyncClient, api: ApiServer, phase: str, ended: dict[str, object], reason: str
) -> None:
    limited = PAIR.replace(
        "image: nginx", "image: nginx\n      resources: {limits: {memory: 64Mi}}"
    )
    run = await started(visitor, limited)
    status = [{"name": "web", "state": {"terminated": ended}}]
    api.set_status(api.pods(run.namespace)[0], phase=phase, containerStatuses=status)
    await tell_what_ended()
    await run.arefresh_from_db()

    assert run.end_reason == reason
    assert run.removed_at is None


async def test_without_a_node_the_text_is_kept(visitor: AsyncClient, no_api: None) -> None:
    answer = await visitor.post("/sandbox/run/", {"manifest": PAIR})

    assert answer.status_code == 503
    assert "make run" in answer.context["unavailable"]
    assert answer.context["form"]["manifest"].value() == PAIR
    assert not await PodRun.objects.aexists()


async def test_idle_namespaces_go_but_not_anothers(visitor: AsyncClient, api: ApiServer) -> None:
    idle = await started(visitor)
    await visitor.post(f"/sandbox/{idle.uid}/stop/")
    an_hour_ago = timezone.now() - timedelta(minutes=61)
    await PodRun.objects.aupdate(removed_at=an_hour_ago)
    visitor.cookies.clear()
    busy = await started(visitor)
    other = {"name": "learner-of-another", "labels": {"app.kubernetes.io/managed-by": "podlab"}}
    api.store.create("namespaces", {"metadata": other})
    await remove_idle_namespaces()

    left = [item for item in api.store.list("namespaces").items if not is_going(item)]
    found = {item["metadata"]["name"] for item in left}
    assert found >= {busy.namespace, "learner-of-another"}
    assert idle.namespace not in found


def is_going(namespace: JsonObject) -> bool:
    return bool(namespace["metadata"].get("deletionTimestamp"))
