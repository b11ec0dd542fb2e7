"""What a step does to a scene on a real engine, one story of many actions."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from podlab.cluster import connect
from podlab.exercises.models import Attempt, Done
from podlab.exercises.scenes import (
    Scene,
    SceneProblem,
    begin,
    current,
    end,
    perform,
    replace_unit,
    restart,
    restore_unit,
    runs_of,
)
from podlab.exercises.scenes.manifests import text_of
from podlab.pods.errors import InvalidManifest

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]


async def press(attempt: Attempt, step: str) -> Done:
    scene = await now(attempt)
    [wanted] = [each for each in scene.spec.steps if each.id == step]
    return await perform(scene, wanted, f"press-{step}")


async def now(attempt: Attempt) -> Scene:
    scene = await current(attempt)
    assert scene is not None
    return scene


async def uid(attempt: Attempt, unit: str) -> str:
    pod = await (await now(attempt)).pod(unit)
    return str(pod["metadata"]["uid"]) if pod else ""


async def restarts_of_web(attempt: Attempt) -> set[int]:
    """On both sides."""
    scene = await now(attempt)
    pods = [await scene.pod(unit) for unit in ("left/web", "right/duo")]
    states = [state for pod in pods if pod for state in pod["status"]["containerStatuses"]]
    return {state["restartCount"] for state in states if state["name"] == "web"}


async def eventually(ask: Callable[[], Awaitable[object]], wanted: object) -> None:
    async with asyncio.timeout(60):
        while await ask() != wanted:  # noqa: ASYNC110 -- a node makes it so
            await asyncio.sleep(0.1)


def outcomes(done: Done) -> list[tuple[str, str, str]]:
    return [(each["action"], each["side"], each["outcome"]) for each in done.results]


async def test_steps_change_a_scene_and_its_end_removes_all(twin_attempt: Attempt) -> None:
    await twin_attempt.asave()
    scene = await begin(twin_attempt)

    applied = await press(twin_attempt, "apply")
    assert outcomes(applied) == [
        ("wait", "", "pass"),
        ("apply", "right", "pass"),
        ("apply", "right", "pass"),
    ]
    assert applied.results[2]["kubectl"] == f"kubectl -n {scene.namespace} apply -f copies.yaml"
    assert await uid(twin_attempt, "right/late")

    looked = await press(twin_attempt, "look")
    assert outcomes(looked) == [("kubectl", "left", "pass"), ("kubectl", "right", "pass")]
    assert looked.results[0]["kubectl"] == f"kubectl -n {scene.namespace} get pod web"
    said = looked.results[1]["stdout"]
    assert said.startswith("NAME   READY   STATUS    RESTARTS   AGE\nduo    2/2     Running   0 ")
    assert "Started container web" in said
    assert f"$ kubectl -n {scene.namespace} logs duo -c client --previous\n" in said
    assert 'Error from server (BadRequest): previous terminated container "client"' in said

    async def copies() -> int:
        return len(await runs_of(scene, "right/copies"))

    await eventually(copies, 2)
    await press(twin_attempt, "scale")
    await eventually(copies, 1)

    [vain] = (await press(twin_attempt, "vain")).results
    assert (vain["outcome"], vain["problem"][:15]) == ("fail", "Waited in vain ")

    before = {unit: await uid(twin_attempt, unit) for unit in ("left/client", "right/late")}
    changed = await press(twin_attempt, "change")
    written = [each for each in changed.results if each["action"] == "exec"]
    assert [each["stdout"] for each in written] == ["it's c0ffee", "it's c0ffee"]
    assert {each["outcome"] for each in changed.results} == {"pass"}
    for unit, old in before.items():
        assert await uid(twin_attempt, unit) not in {"", old}
    await eventually(lambda: restarts_of_web(twin_attempt), {1})

    deleted = await press(twin_attempt, "delete")
    assert outcomes(deleted) == [
        ("delete_pod", "left", "pass"),
        ("delete_pod", "right", "pass"),
        ("exec", "left", "fail"),
    ]
    assert deleted.results[2]["problem"] == "web is not there"
    assert deleted.results[0]["docker"] == "docker stop web && docker rm web"
    assert (await now(twin_attempt)).runs["left/web"].end_reason == "deleted by this lesson's step"
    cluster = await connect()
    assert await cluster.get("configmaps", scene.namespace, "words")

    await end(twin_attempt)
    for resource in ("pods", "configmaps", "deployments", "replicasets"):
        assert (await cluster.list(resource, scene.namespace))["items"] == []


async def test_a_learners_text_runs_in_place_of_the_unit(twin_attempt: Attempt) -> None:
    await twin_attempt.asave()
    scene = await begin(twin_attempt)
    original = text_of(scene.exercise, twin_attempt, "right/duo", scene.units["right/duo"])
    before = await uid(twin_attempt, "right/duo")

    with pytest.raises(InvalidManifest, match="it stays as it was"):
        await replace_unit(scene, "right/duo", original.replace("sleep", "cat"))
    with pytest.raises(SceneProblem, match="not for you to change"):
        await replace_unit(scene, "left/web", original)
    assert await uid(twin_attempt, "right/duo") == before

    mine = f"{original}      env: [{{name: MINE, value: yes it is}}]\n"
    replaced = await replace_unit(scene, "right/duo", mine)
    after = await replaced.pod("right/duo")
    assert after is not None
    assert after["metadata"]["uid"] not in {"", before}
    assert replaced.runs["right/duo"].manifest == mine

    await press(twin_attempt, "apply")
    again = await restart(twin_attempt)
    assert sorted(again.runs) == ["left/client", "left/web", "right/duo", "right/late"]
    assert await again.pods("right/copies")
    rebuilt = await again.pod("right/duo")
    assert rebuilt is not None
    assert rebuilt["spec"]["containers"][1]["env"] == [{"name": "MINE", "value": "yes it is"}]

    restored = await (await restore_unit(again, "right/duo")).pod("right/duo")
    assert restored is not None
    assert "env" not in restored["spec"]["containers"][1]
    await end(twin_attempt)
