"""The page's one stream: what happens to everything that runs for a lesson, and its checks."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from podlab.cluster import ClusterError
from podlab.exercises.checking import follow
from podlab.exercises.models import Attempt
from podlab.exercises.page.visit import visit_of
from podlab.exercises.scenes import Scene, current
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from podlab.sandbox.panels import foreign_origin

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_MESSAGES = 0.02
SECONDS_BETWEEN_SIGNS_OF_LIFE = 15.0
MOST_WAITING = 64
RECONNECT = b"retry: 1000\n\n"
SIGN_OF_LIFE = b": still here\n\n"
CHECK = b"event: check\ndata: {}\n\n"
SCENE = b"event: scene\ndata: {}\n\n"


@require_safe
async def stream(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """Server-sent events of the session's own attempt; a page of another site gets nothing."""
    if foreign_origin(request):
        return HttpResponse(status=403)
    visit = await visit_of(request, pack, exercise)
    response = StreamingHttpResponse(news_of(visit.attempt), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response["Content-Encoding"] = "identity"  # compressed, it would come in pieces
    return response


async def news_of(attempt: Attempt) -> AsyncGenerator[bytes]:
    """Messages as they come; a sign of life when nothing does."""
    yield RECONNECT
    news: asyncio.Queue[bytes] = asyncio.Queue(maxsize=MOST_WAITING)
    work = [asyncio.create_task(watch(attempt, news)), asyncio.create_task(judge(attempt, news))]
    try:
        while True:
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_SIGNS_OF_LIFE):
                    message = await news.get()
            except TimeoutError:
                message = SIGN_OF_LIFE
            yield message
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


async def watch(attempt: Attempt, news: asyncio.Queue[bytes]) -> None:
    """Relay every run of the scene, and tell when the scene is another one."""
    relays: dict[object, asyncio.Task[None]] = {}
    seen: object = None
    try:
        while True:
            scene = await current(attempt)
            runs = {run.uid: run for run in scene.runs.values()} if scene else {}
            for uid in runs.keys() - relays.keys():
                relays[uid] = asyncio.create_task(relay(runs[uid], news))
            now = (
                sorted(map(str, runs)),
                await replicas(scene) if scene else (),
                await told_so_far(attempt),
            )
            if seen is not None and now != seen:
                await news.put(SCENE)
            seen = now
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        for task in relays.values():
            task.cancel()
        await asyncio.gather(*relays.values(), return_exceptions=True)


async def told_so_far(attempt: Attempt) -> str:
    """What an action tells that goes on; "" when none does."""
    going = await attempt.done.filter(finished_at=None).order_by("-at").afirst()
    return str(going.results) if going else ""


async def replicas(scene: Scene) -> list[tuple[str, ...]]:
    """The Pods of its Deployments, which come and go without anybody's doing."""
    made = [at for at, unit in scene.units.items() if unit.kind == "deployment"]
    try:
        pods = [pod for at in made for pod in await scene.pods(at)]
    except ClusterError:
        return []
    return [(pod["metadata"]["uid"], *words_of(pod)) for pod in pods]


def words_of(pod: JsonObject) -> tuple[str, str, str]:
    """What changes its picture: phase, whether it is ending, its containers' states."""
    status = pod.get("status") or {}
    states = [str(each.get("state")) for each in status.get("containerStatuses") or []]
    ending = pod["metadata"].get("deletionTimestamp", "")
    return status.get("phase", ""), ending, " ".join(states)


async def relay(run: PodRun, news: asyncio.Queue[bytes]) -> None:
    """What happens to one Pod from now on, each message with the run that it is about."""
    async with hub().watching(run) as topic:
        number = topic.ring.last
        while True:
            batch = topic.ring.after(number)
            if batch is None:
                if topic.over:
                    return
                await topic.news_after(number, SECONDS_BETWEEN_SIGNS_OF_LIFE)
                continue
            number = batch.last
            entries = batch.message.partition(b"data: {")[2]
            await news.put(b'event: batch\ndata: {"run":"%s",%s' % (str(run.uid).encode(), entries))
            await asyncio.sleep(SECONDS_BETWEEN_MESSAGES)


async def judge(attempt: Attempt, news: asyncio.Queue[bytes]) -> None:
    """Tell of each verdict; the page then asks for all of them."""
    async with aclosing(follow(attempt)) as verdicts:
        async for _verdict in verdicts:
            await news.put(CHECK)
