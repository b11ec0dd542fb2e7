"""Waiting by condition, never by a guess of how long something takes."""

import time
from collections.abc import Callable


def eventually(is_so: Callable[[], bool], seconds: float = 180.0, pause: float = 0.1) -> None:
    """Return as soon as `is_so()`; fail when it is not so within `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"{is_so.__name__} is not so after {seconds:g} s")
        time.sleep(pause)
