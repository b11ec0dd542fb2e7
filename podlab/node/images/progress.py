"""Showing work on images: one moving bar on a terminal, plain lines elsewhere."""

import shutil
import sys
import threading
from typing import TextIO

from podlab.node.images.building import Built
from podlab.node.images.seams import Step

_BAR_WIDTH = 24
_LINE_WIDTH = 100
_INSTANT = ("ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "WORKDIR")


class Lines:
    """One line per step, for logs and pipes."""

    def __init__(self, out: TextIO, images: int) -> None:
        self._out = out
        self._images = images
        self._done = 0
        self._lock = threading.Lock()

    def report(self, step: Step) -> None:
        """Say which step of which image begins, if it may take a while."""
        if step.text.startswith(_INSTANT):
            return
        count = f"{step.number}/{step.total} " if step.total else ""
        self.say(f"  {step.image}: {count}{step.text}"[:_LINE_WIDTH])

    def finished(self, built: Built) -> None:
        """Say that an image is ready."""
        with self._lock:
            self._done += 1
        self.say(f"[{self._done}/{self._images}] {built.name}: built in {built.seconds:.1f} s")

    def say(self, text: str) -> None:
        """Write one line."""
        with self._lock:
            print(text, file=self._out, flush=True)

    def close(self) -> None:
        """Nothing to tidy up."""


class Bar(Lines):
    """A bar on the terminal's last line; finished images scroll up above it."""

    def __init__(self, out: TextIO, images: int) -> None:
        super().__init__(out, images)
        self._parts: dict[str, float] = {}

    def report(self, step: Step) -> None:
        """Move the bar."""
        with self._lock:
            self._parts[step.image] = max(0, step.number - 1) / step.total if step.total else 0
            share = min(1.0, (self._done + sum(self._parts.values())) / max(1, self._images))
            full = round(share * _BAR_WIDTH)
            bar = "█" * full + "░" * (_BAR_WIDTH - full)
            line = f"{bar} {self._done}/{self._images} {step.image}: {step.text}"
            self._rewrite(line[: shutil.get_terminal_size().columns - 1])

    def finished(self, built: Built) -> None:
        """Leave a line for a finished image."""
        with self._lock:
            self._parts.pop(built.name, None)
        super().finished(built)

    def say(self, text: str) -> None:
        """Write a line above the bar."""
        with self._lock:
            self._rewrite(text + "\n")

    def close(self) -> None:
        """Wipe the bar."""
        with self._lock:
            self._rewrite("")

    def _rewrite(self, text: str) -> None:
        self._out.write(f"\r\x1b[K{text}")
        self._out.flush()


def progress_for(images: int, out: TextIO | None = None) -> Lines:
    """A bar where somebody watches, else lines."""
    out = out or sys.stdout
    return Bar(out, images) if out.isatty() else Lines(out, images)
