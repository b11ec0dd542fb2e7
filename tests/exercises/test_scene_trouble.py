"""What may go wrong with a scene: the learner is told what to do, and nothing is left behind."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from podlab.cluster import ClusterUnavailable, connect
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes import (
    BrokenScene,
    NameTaken,
    begin,
    current,
    end,
    last,
    perform,
    restart,
)
from podlab.exercises.scenes.running.keeping import end_scenes_that_are_over, settle_scenes
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.starting import MANAGED_BY
from tests.support.node_server import NodeServer

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]


async def pods_of(namespace: str) -> list[str]:
    listed = await (await connect()).list("pods", namespace)
    return sorted(each["metadata"]["name"] for each in listed["items"])


async def test_a_name_that_is_taken_is_told_and_nothing_else_is_left(
    twin_attempt: Attempt,
) -> None:
    await twin_attempt.asave()
    space = f"learner-{twin_attempt.owner_key}"
    cluster = await connect()
    await cluster.ensure_namespace(space, MANAGED_BY)
    spec = {"containers": [{"name": "a", "image": "busybox", "command": ["sleep", "600"]}]}
    duo = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "duo"}, "spec": spec}
    await cluster.create("pods", space, duo)

    with pytest.raises(NameTaken, match=f"kubectl -n {space} delete pods duo"):
        await begin(twin_attempt)
    run = await PodRun.objects.acreate(
        owner_key=twin_attempt.owner_key, namespace=space, name="duo", expires_at=timezone.now()
    )
    with pytest.raises(NameTaken, match="duo of your sandbox has the name"):
        await begin(twin_attempt)

    assert await pods_of(space) == ["duo"]
    assert await current(twin_attempt) is None
    assert [each async for each in PodRun.objects.current()] == [run]
    assert not await SceneRun.objects.filter(removed_at=None).aexists()


async def test_the_keeper_settles_what_began_and_ends_what_is_over(twin_attempt: Attempt) -> None:
    await twin_attempt.asave()
    lost = await SceneRun.objects.acreate(
        attempt=twin_attempt,
        owner_key=twin_attempt.owner_key,
        began_at=timezone.now() - timedelta(minutes=1),
        expires_at=timezone.now() + timedelta(minutes=1),
    )
    scene = await begin(twin_attempt)  # in place of one whose making was cut short
    assert scene.record.pk != lost.pk
    this = SceneRun.objects.filter(pk=scene.record.pk)
    await this.aupdate(began_at=timezone.now() - timedelta(seconds=50))
    await settle_scenes()
    assert sorted((await this.aget()).baseline) == sorted(scene.runs)

    await this.aupdate(expires_at=timezone.now())
    await end_scenes_that_are_over()

    assert await pods_of(scene.namespace) == []
    ended = await last(twin_attempt)
    assert ended is not None
    assert (ended.end_reason, ended.removed_at is not None) == ("time over", True)


async def test_a_pod_or_a_node_that_goes_away_is_told(
    twin_attempt: Attempt, node: NodeServer, settings: LazySettings, tmp_path: Path
) -> None:
    await twin_attempt.asave()
    scene = await begin(twin_attempt)
    ask = scene.spec.steps[0]
    await perform(scene, ask, "first")
    await (await connect()).delete("pods", scene.namespace, "client", 0)

    left, right = (await perform(scene, ask, "without client")).results
    assert (left["outcome"], left["problem"]) == ("fail", "client is not there")
    assert (right["outcome"], right["stdout"]) == ("pass", "c0ffee\n")

    settings.PODLAB_KUBECONFIG = tmp_path / "none"
    done = await perform(scene, ask, "without a node")
    assert {each["outcome"] for each in done.results} == {"error"}
    assert "Start it with" in done.results[0]["problem"]
    with pytest.raises(ClusterUnavailable):
        await restart(twin_attempt)

    settings.PODLAB_KUBECONFIG = node.kubeconfig
    again = await begin(twin_attempt)
    assert await pods_of(again.namespace) == ["client", "duo", "web"]
    await end(twin_attempt)


async def test_an_exercise_that_is_gone_touches_nothing(twin_attempt: Attempt) -> None:
    twin_attempt.exercise = "another"
    await twin_attempt.asave()

    with pytest.raises(BrokenScene, match="no exercise basics/another"):
        await begin(twin_attempt)
    assert not await SceneRun.objects.aexists()
