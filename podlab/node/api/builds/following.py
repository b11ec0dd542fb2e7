"""A build as a stream of JSON lines, which ends the build when nobody reads it any more."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict

from starlette.responses import Response, StreamingResponse

from podlab.builds.limits import Refused
from podlab.node.api.answers import encode
from podlab.node.builds.building import Build
from podlab.node.builds.seams import Told
from podlab.pods.objects import JsonObject

SECONDS_BETWEEN_SIGNS_OF_LIFE = 10.0
ENDS = ("built", "failed")


def stream(lines: AsyncIterator[bytes]) -> Response:
    """The lines as they come."""
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(lines, media_type="application/json", headers=headers)


async def once(*told: JsonObject) -> AsyncIterator[bytes]:
    """Lines that are known already."""
    for each in told:
        yield encode(each) + b"\n"


def refusal(refused: Refused) -> JsonObject:
    """Why a Dockerfile is not built."""
    reasons: Sequence[JsonObject] = [asdict(each) for each in refused.refusals]
    return {"type": "refused", "text": str(refused), "refusals": reasons}


async def follow(
    build: Build, news: "asyncio.Queue[Told]", closing: asyncio.Event
) -> AsyncIterator[bytes]:
    """Run the build, and tell what it tells; an empty line now and then is a sign of life."""
    work = asyncio.create_task(asyncio.to_thread(build.run))
    closed = asyncio.create_task(closing.wait())
    closed.add_done_callback(lambda done: None if done.cancelled() else build.stop("node ends"))
    try:
        while True:
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_SIGNS_OF_LIFE):
                    told = await news.get()
            except TimeoutError:
                if work.done():  # a bug: it has told no end
                    return
                yield b"\n"
                continue
            yield line_of(told)
            if told.kind in ENDS:
                return
    finally:
        closed.cancel()
        await asyncio.to_thread(build.stop)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(work)


def line_of(told: Told) -> bytes:
    """One thing as one line; what is not known of it is left out."""
    rest = {name: value for name, value in asdict(told).items() if value and name != "kind"}
    return encode({"type": told.kind, **rest}) + b"\n"
