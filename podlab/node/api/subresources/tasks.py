"""Ending tasks that run beside a request."""

import asyncio
from collections.abc import Iterable
from typing import Any


async def end_tasks(tasks: Iterable["asyncio.Future[Any]"]) -> None:
    """Cancel what still runs and wait for it; how each ended no longer matters to anybody.

    Not by asyncio.gather: a request cancelled meanwhile would lose why it was.
    """
    ending = set(tasks)
    for task in ending:
        task.cancel()
    await asyncio.wait(ending)
    for task in ending:
        if not task.cancelled():
            task.exception()
