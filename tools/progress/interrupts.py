"""Ctrl-C and SIGTERM: the first ends the work in order, a second does not cut that short."""

import signal
from types import FrameType


def end_in_order() -> None:
    """Make the first SIGINT or SIGTERM a KeyboardInterrupt, and ignore the others: make and a
    terminal often send several, and what was started still has to be stopped. Every stop has
    its own time limit, so this cannot hang.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
