"""One viewer's server-sent events: at once when idle, else as often as this process can bear."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator

from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

SECONDS_BETWEEN_MESSAGES = 0.005
SECONDS_WHEN_BUSY = 0.1
BUSY = 400  # messages a second, to all viewers of this process
SECONDS_BETWEEN_SIGNS_OF_LIFE = 15.0
SECONDS_BETWEEN_LOOKS = 0.5
SIGN_OF_LIFE = b": still here\n\n"
RECONNECT = b"retry: 1000\n\n"


class Pace:
    """How long a viewer's next message waits: hardly, until this process sends too many."""

    def __init__(self) -> None:
        self._sent: deque[float] = deque(maxlen=BUSY)

    def pause(self, now: float) -> float:
        """Seconds to wait after a message that is sent `now`."""
        self._sent.append(now)
        busy = len(self._sent) == BUSY and now - self._sent[0] < 1
        return SECONDS_WHEN_BUSY if busy else SECONDS_BETWEEN_MESSAGES


pace = Pace()


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
                await asyncio.sleep(pace.pause(time.monotonic()))
            elif topic.over:
                return
            elif not await topic.news_after(number, SECONDS_BETWEEN_SIGNS_OF_LIFE):
                yield SIGN_OF_LIFE
