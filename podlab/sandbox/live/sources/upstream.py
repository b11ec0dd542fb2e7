"""Following one source for as long as it lasts: again after it broke, and telling when it did."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from podlab.cluster import ClusterUnavailable, NotFound, Refused, StreamLost
from podlab.pods.objects import JsonObject

logger = logging.getLogger(__name__)

Publish = Callable[[JsonObject], None]
SHORTEST_PAUSE = 0.25
LONGEST_PAUSE = 5.0
SECONDS_UNTIL_BACK = 0.5  # a connection that lasts this long is one


class Upstream:
    """One source by its name (`pod`, `log web`, `observation`): lost at most once, then back."""

    def __init__(self, what: str, publish: Publish) -> None:
        self.what = what
        self._publish = publish
        self._lost = False

    def lost(self, error: Exception) -> None:
        if not self._lost:
            self._lost = True
            logger.info("%s: %s", self.what, error)
            self._publish({"kind": "upstream", "state": "lost", "what": self.what})

    def back(self) -> None:
        if self._lost:
            self._lost = False
            self._publish({"kind": "upstream", "state": "back", "what": self.what})

    async def keep(self, follow: Callable[[], Awaitable[bool]]) -> None:
        """Call `follow` until it answers True: the source is exhausted for good.

        False means that it ended in order and goes on in a new connection. A source that is
        not there (yet) is asked again, quietly; one that broke is lost until it is back.
        """
        loop = asyncio.get_running_loop()
        pause = SHORTEST_PAUSE
        while True:
            began = loop.time()
            hope = loop.call_later(SECONDS_UNTIL_BACK, self.back)
            try:
                if await follow():
                    return
            except NotFound:
                logger.debug("%s is not there", self.what)
            except (ClusterUnavailable, StreamLost, Refused) as error:
                self.lost(error)
            finally:
                hope.cancel()
            if loop.time() - began > LONGEST_PAUSE:
                pause = SHORTEST_PAUSE
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
