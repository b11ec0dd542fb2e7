"""One viewer's server-sent events: at once when idle, else at most ten messages a second."""

import asyncio
from collections.abc import AsyncIterator

from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

SECONDS_BETWEEN_MESSAGES = 0.1
SECONDS_BETWEEN_SIGNS_OF_LIFE = 15.0
SECONDS_BETWEEN_LOOKS = 0.5
SIGN_OF_LIFE = b": still here\n\n"
RECONNECT = b"retry: 1000\n\n"


async def viewer(run: PodRun, last_event_id: str) -> AsyncIterator[bytes]:
    """What happens to the Pod after `last_event_id`; from the beginning when that is unknown.

    Ends when the Pod is gone. A viewer who reads slowly skips what the ring has lost meanwhile.
    """
    yield RECONNECT
    while not run.pod_uid:  # another tab has just pressed Run
        yield SIGN_OF_LIFE
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        await run.arefresh_from_db()
        if run.removed_at:
            return
    async with hub().watching(run) as topic:
        number = topic.ring.position(last_event_id)
        if number is None:
            opening = topic.ring.opening()
            yield opening.message
            number = opening.last
        while True:
            batch = topic.ring.after(number)
            if batch:
                yield batch.message
                number = batch.last
                await asyncio.sleep(SECONDS_BETWEEN_MESSAGES)
            elif topic.over:
                return
            elif not await topic.news_after(number, SECONDS_BETWEEN_SIGNS_OF_LIFE):
                yield SIGN_OF_LIFE
