"""A scene on a real engine: it begins once, does what a step says once, and leaves nothing."""

import asyncio
from datetime import timedelta

import pytest

from podlab.cluster import connect
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes import Scene, begin, current, end, extend, last, perform, restart
from podlab.exercises.scenes.abilities import missing_of
from podlab.exercises.scenes.running.preparing import prepare_now, what_comes
from podlab.sandbox.models import PodRun
from tests.support.node_server import NodeServer

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]


async def begun(attempt: Attempt) -> Scene:
    await attempt.asave()
    return await begin(attempt)


async def names(scene: Scene, resource: str = "pods") -> list[str]:
    listed = await (await connect()).list(resource, scene.namespace)
    return sorted(each["metadata"]["name"] for each in listed["items"])


async def test_all_that_is_not_for_later_runs_and_ends(twin_attempt: Attempt) -> None:
    scene = await begun(twin_attempt)

    assert await names(scene) == ["client", "duo", "web"]
    assert sorted(scene.runs) == ["left/client", "left/web", "right/duo"]
    assert await scene.pod("right/late") is None
    assert {run.scene for run in scene.runs.values()} == {twin_attempt.uid}

    await end(twin_attempt)
    await end(twin_attempt)

    assert await names(scene) == []
    assert await current(twin_attempt) is None
    assert not await PodRun.objects.current().aexists()
    ended = await last(twin_attempt)
    assert ended is not None
    assert ended.end_reason == "stopped by you"


async def test_two_clicks_at_once_begin_one_scene(twin_attempt: Attempt) -> None:
    await twin_attempt.asave()

    first, second = await asyncio.gather(begin(twin_attempt), begin(twin_attempt))

    assert first.record == second.record
    assert dict(first.runs) == dict(second.runs)
    assert await SceneRun.objects.acount() == 1
    assert await names(first) == ["client", "duo", "web"]
    await end(twin_attempt)


async def test_both_sides_take_what_was_prepared(twin_attempt: Attempt, node: NodeServer) -> None:
    await twin_attempt.asave()
    await prepare_now(twin_attempt)
    space = f"learner-{twin_attempt.owner_key}"
    path = f"/apis/preparation.podlab/v1/namespaces/{space}/pods"
    with node.client() as client:
        wanted = {each.address: each.main for each in await what_comes(twin_attempt)}
        group = {"group": str(twin_attempt.uid)}
        answers = {at: client.post(path, params=group, json=pod) for at, pod in wanted.items()}
    prepared = {at: answer.json()["metadata"]["uid"] for at, answer in answers.items()}

    scene = await begin(twin_attempt)

    assert {at: run.pod_uid for at, run in scene.runs.items()} == prepared
    assert sorted(each.address for each in await what_comes(twin_attempt)) == [
        "right/copies",
        "right/late",
    ]
    await end(twin_attempt)


async def test_one_button_does_the_same_on_both_sides_once(twin_attempt: Attempt) -> None:
    scene = await begun(twin_attempt)
    step = scene.spec.steps[0]

    done = await perform(scene, step, "a-press")
    again = await perform(scene, step, "a-press")

    left, right = done.results
    assert again.pk == done.pk
    assert (left["side"], left["outcome"], left["exit_code"]) == ("left", "pass", 1)
    assert "refused" in left["stderr"]
    assert left["docker"] == "docker exec client wget -qO- -T 3 http://localhost:8080/"
    assert (right["side"], right["exit_code"], right["stdout"]) == ("right", 0, "c0ffee\n")
    assert right["kubectl"] == (
        f"kubectl -n {scene.namespace} exec duo -c client -- wget -qO- -T 3 http://localhost:8080/"
    )
    assert done.finished_at is not None
    await end(twin_attempt)


async def test_what_was_there_at_first_is_known(twin_attempt: Attempt) -> None:
    scene = await begun(twin_attempt)
    await perform(scene, scene.spec.steps[0], "a-press")
    pod = await scene.pod("right/duo")

    assert pod is not None
    [seen] = scene.baseline["right/duo"]
    states = pod["status"]["containerStatuses"]
    assert (seen["uid"], seen["ip"]) == (pod["metadata"]["uid"], pod["status"]["podIP"])
    assert {name: each["id"] for name, each in seen["containers"].items()} == {
        state["name"]: state["containerID"] for state in states
    }
    await end(twin_attempt)


async def test_another_lesson_ends_the_first(twin_attempt: Attempt, node: NodeServer) -> None:
    scene = await begun(twin_attempt)
    other = Attempt(
        owner_key=twin_attempt.owner_key,
        pack="basics",
        exercise="whose-localhost",
        content="",
        variables={"TOKEN": "c0ffee", "PORT": "8080"},
    )
    second = await begun(other)

    assert await names(second) == ["duo"]
    assert await current(twin_attempt) is None
    ended = await last(twin_attempt)
    assert ended is not None
    assert ended.end_reason == "you began another lesson"

    third = await restart(twin_attempt)
    assert third.record != scene.record
    assert await names(third) == ["client", "duo", "web"]
    await end(twin_attempt)


async def test_a_scene_gets_more_time_three_times(twin_attempt: Attempt) -> None:
    scene = await begun(twin_attempt)
    for _ in range(4):
        await extend(twin_attempt)

    record = await SceneRun.objects.aget(attempt=twin_attempt)
    assert record.expires_at - scene.record.expires_at == 3 * timedelta(minutes=scene.minutes)
    runs = PodRun.objects.filter(scene=twin_attempt.uid)
    assert {run.expires_at async for run in runs} == {record.expires_at}
    assert await missing_of(["observer", "flight"]) == ["flight"]
    await end(twin_attempt)
