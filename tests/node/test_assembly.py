"""What a node puts around its parts while it runs."""

import asyncio
import threading

from podlab.node.assembly import let_calls_wait_side_by_side

AT_ONCE = 40  # as many as the checks of a class may make at one moment


async def test_calls_that_wait_for_the_engine_do_not_wait_for_each_other() -> None:
    let_calls_wait_side_by_side()
    together = threading.Barrier(AT_ONCE)

    places = await asyncio.gather(*(asyncio.to_thread(together.wait, 60) for _ in range(AT_ONCE)))

    assert sorted(places) == list(range(AT_ONCE))
