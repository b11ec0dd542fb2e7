"""Shows which steps run, for how long, and the last thing each of them said."""

import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TextIO

SECONDS_BETWEEN_FRAMES = 0.2
SECONDS_BETWEEN_LINES = 10.0  # where nobody looks at a terminal, a line now and then
WIDTH = 100


@dataclass
class Running:
    """One step that has begun and not ended."""

    name: str
    began: float
    said: str = ""
    shown: float = 0.0

    def text(self, now: float) -> str:
        detail = f": {self.said}" if self.said else ""
        return f"{self.name} {now - self.began:.0f} s{detail}"


@dataclass
class Board:
    """On a terminal one living line for all steps; elsewhere plain lines that a log can keep."""

    out: TextIO = sys.stdout
    running: dict[str, Running] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.living = self.out.isatty()
        self._painter = threading.Thread(target=self._paint, daemon=True)
        self._painter.start()

    def begin(self, name: str) -> None:
        with self.lock:
            self.running[name] = Running(name, time.monotonic(), shown=time.monotonic())
        if not self.living:
            self.print(f"  …  {name}")

    def say(self, name: str, text: str) -> None:
        """Keep the last thing a step said; the painter shows it in its own time."""
        with self.lock:
            if step := self.running.get(name):
                step.said = text.strip()

    def end(self, name: str, note: str = "", *, mark: str = "ok") -> None:
        with self.lock:
            step = self.running.pop(name)
        spent = time.monotonic() - step.began
        tail = f" ({note})" if note else ""
        self.print(f"{mark:>4} {name}, {spent:.1f} s{tail}")

    def print(self, text: str) -> None:
        with self.lock:
            self._clear()
            print(text, file=self.out, flush=True)

    def close(self) -> None:
        """Stop painting; what was printed stays."""
        self.closed.set()
        self._painter.join()
        with self.lock:
            self._clear()

    def _paint(self) -> None:
        while not self.closed.wait(SECONDS_BETWEEN_FRAMES):
            with self.lock:
                self._frame() if self.living else self._lines()

    def _frame(self) -> None:
        now = time.monotonic()
        line = " · ".join(step.text(now) for step in self.running.values())
        self._clear()
        print(f"  …  {line}"[:WIDTH], end="", file=self.out, flush=True)

    def _lines(self) -> None:
        now = time.monotonic()
        for step in self.running.values():
            if now - step.shown >= SECONDS_BETWEEN_LINES:
                step.shown = now
                print(f"  …  {step.text(now)}"[:WIDTH], file=self.out, flush=True)

    def _clear(self) -> None:
        if self.living:
            print("\r\x1b[K", end="", file=self.out, flush=True)
