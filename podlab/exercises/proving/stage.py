"""The stage of one play: a learner of its own with a namespace of their own, gone afterwards."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from podlab.cluster import ClusterUnavailable, NotFound, connect
from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.library import LoadedExercise, draw_variables
from podlab.curriculum.shelves import pinned_edition
from podlab.exercises.checking import evaluate
from podlab.exercises.models import Attempt
from podlab.exercises.proving.telling.cases import Problem, Read
from podlab.exercises.results import Result
from podlab.exercises.scenes import Scene, begin, current, end
from podlab.pods.quantities import bytes_of
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.ending import StillThere

PROVED = "proved"
RESOURCES = (
    "pods", "deployments", "replicasets", "horizontalpodautoscalers", "persistentvolumeclaims",
    "configmaps", "secrets", "services",
)  # fmt: skip
EVERY_NAMESPACE_HAS = "kube-root-ca.crt"
SECONDS_UNTIL_GONE = 60.0
SECONDS_TO_INSIST = 180.0
SECONDS_BETWEEN_LOOKS = 0.25
Done = TypeVar("Done")


@dataclass
class Stage:
    """A running scene, and what was found on it so far."""

    attempt: Attempt
    answers: Mapping[str, Any]
    patience: float
    since: datetime | None = None  # when the latest button was pressed
    reads: list[Read] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bytes_used: int = 0
    watching: AsyncExitStack = field(default_factory=AsyncExitStack)
    watched: set[UUID] = field(default_factory=set)

    async def scene(self) -> Scene:
        """The scene as it is now, all of it watched, as it is while a learner's page is open."""
        scene = await current(self.attempt) or await begin(self.attempt)
        for run in scene.runs.values():
            if run.uid not in self.watched:
                self.watched.add(run.uid)
                await self.watching.enter_async_context(hub().watching(run))
        return scene

    async def ask(self, assertion: Assertion) -> Result:
        """What an assertion says now."""
        return await evaluate(assertion, await self.scene(), self.since, self.answers)

    async def ask_until(self, assertion: Assertion, *, holds: bool, seconds: float) -> Result:
        """Ask until it says what is expected; what it said last when it never does."""
        deadline = time.monotonic() + seconds * self.patience
        while True:
            result = await self.ask(assertion)
            if result.passed is holds or time.monotonic() > deadline:
                return result
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def weigh(self) -> None:
        """Take the memory that all of it uses now; the most is kept."""
        cluster, namespace = await connect(), f"learner-{self.attempt.owner_key}"
        used = 0
        for pod in (await cluster.list("pods", namespace))["items"]:
            try:
                usage = await cluster.usage(namespace, pod["metadata"]["name"])
            except NotFound:  # it is on its way in or out
                continue
            used += sum(bytes_of(each["usage"]["memory"]) for each in usage["containers"])
        self.bytes_used = max(self.bytes_used, used)


@asynccontextmanager
async def stage_of(
    exercise: LoadedExercise, answers: Mapping[str, Any], patience: float
) -> AsyncIterator[Stage]:
    """A scene that has begun; afterwards nothing of it is left, or that is a problem."""
    attempt = await Attempt.objects.acreate(
        owner_key=secrets.token_hex(5),
        pack=exercise.pack.id,
        exercise=exercise.id,
        version=exercise.spec.version,
        content=exercise.content,
        edition=pinned_edition(exercise),
        variables=draw_variables(exercise.spec),
    )
    stage = Stage(attempt, answers, patience)
    beginning = asyncio.create_task(begin(attempt))
    try:
        await asyncio.shield(beginning)
        async with stage.watching:
            yield stage
    finally:
        await asyncio.wait({beginning})  # it goes on when this is cancelled, and is cleared after
        stage.problems += await clear(attempt)


async def clear(attempt: Attempt) -> list[Problem]:
    """End the scene, look what is left of it, and forget the learner."""
    await insist(lambda: end(attempt, PROVED))
    left = await insist(lambda: what_is_left(f"learner-{attempt.owner_key}"))
    await PodRun.objects.filter(scene=attempt.uid).adelete()
    await attempt.adelete()
    return [
        Problem(f"{name} was still there after the end. Let the scene name all that it makes.")
        for name in left
    ]


async def insist(do: Callable[[], Awaitable[Done]]) -> Done:
    """Do it, and again when nobody answers: nothing may be left because node was busy."""
    deadline = time.monotonic() + SECONDS_TO_INSIST
    while True:
        try:
            return await do()
        except (ClusterUnavailable, StillThere):
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def what_is_left(namespace: str) -> list[str]:
    """What is in the namespace after a while; then the namespace goes, and all in it."""
    cluster = await connect()
    left = await until_empty(namespace)
    with suppress(NotFound):
        await cluster.delete("namespaces", "", namespace)
    deadline = time.monotonic() + SECONDS_UNTIL_GONE
    while await is_there(namespace):
        if time.monotonic() > deadline:
            return [*left, f"the namespace {namespace}"]
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return left


async def until_empty(namespace: str) -> list[str]:
    """Wait until nothing is in the namespace; what still is there when the time is up."""
    deadline = time.monotonic() + SECONDS_UNTIL_GONE
    while left := await objects_in(namespace):
        if time.monotonic() > deadline:
            return left
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return []


async def objects_in(namespace: str) -> list[str]:
    """Kind and name of all that a scene may have made there."""
    cluster = await connect()
    found = []
    for resource in RESOURCES:
        try:
            listed = await cluster.list(resource, namespace)
        except NotFound:  # this cluster doesn't know that kind
            continue
        found += [f"{resource}/{each['metadata']['name']}" for each in listed["items"]]
    return [name for name in found if not name.endswith(f"/{EVERY_NAMESPACE_HAS}")]


async def is_there(namespace: str) -> bool:
    cluster = await connect()
    try:
        await cluster.get("namespaces", "", namespace)
    except NotFound:
        return False
    return True
