"""Steps of a set-up: run side by side, each after those it needs, stopped at the first failure."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tools.paths import LOGS, ROOT
from tools.progress.board import Board

T = TypeVar("T")
LINES_OF_A_LOG = 12


class SetupFailed(Exception):
    """Something could not be had: what, and what to do about it."""

    def __init__(self, problem: str, advice: str = "") -> None:
        self.problem, self.advice = problem, advice
        super().__init__(problem)

    def tell(self) -> None:
        """Say it where errors go."""
        print("\n".join(filter(None, ("", self.problem, self.advice))), file=sys.stderr)


class Prevented(Exception):
    """A step that never began, because one it needs has failed."""


@dataclass
class Children:
    """The programs that steps have started, so that all of them can be ended at once."""

    alive: set[subprocess.Popen[str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    leaving: threading.Event = field(default_factory=threading.Event)

    def add(self, process: subprocess.Popen[str]) -> None:
        with self.lock:
            self.alive.add(process)
        if self.leaving.is_set():
            self.end()

    def discard(self, process: subprocess.Popen[str]) -> None:
        with self.lock:
            self.alive.discard(process)

    def end(self) -> None:
        """Ask every program, and what it started, to end."""
        self.leaving.set()
        with self.lock:
            for process in self.alive:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)


@dataclass
class Step:
    """What the work of one step uses to tell how far it is and to run programs."""

    name: str
    board: Board
    children: Children
    note: str = ""

    @property
    def log(self) -> Path:
        """The whole output of the step's programs."""
        return LOGS / f"setup-{self.name.lower().replace(' ', '-')}.log"

    def say(self, text: str) -> None:
        """Show how far the step is; a step that polls leaves here when the others have failed."""
        self.board.say(self.name, text)
        if self.children.leaving.is_set():
            raise Prevented(self.name)

    def run(self, *command: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run a program in the project's folder to its end and return its last lines."""
        words = [str(word) for word in command]
        tail: deque[str] = deque(maxlen=LINES_OF_A_LOG)
        LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log, self._start(words, env) as process:
            self.children.add(process)
            for line in process.stdout or ():
                log.write(line)
                if line.strip():
                    tail.append(line.rstrip())
                    self.board.say(self.name, line)
        self.children.discard(process)
        if process.returncode:
            self.say("")
            shown = "\n".join(f"     {line}" for line in tail)
            raise SetupFailed(
                f"{self.name}: `{shlex.join(words[:6])}` ended with {process.returncode}:\n{shown}",
                f"The whole output is in {self.log}",
            )
        return "\n".join(tail)

    def _start(self, words: list[str], env: Mapping[str, str] | None) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(
                words,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise SetupFailed(
                f"{self.name}: {words[0]} does not start: {error.strerror}"
            ) from error


class Steps:
    """Starts steps and waits for them. Leaving the block ends every program still running."""

    def __init__(self) -> None:
        self.board = Board()
        self.children = Children()
        self._pool = ThreadPoolExecutor(max_workers=12)
        self._started: list[Future[Any]] = []

    def start(self, name: str, work: Callable[[Step], T], *after: Future[Any]) -> Future[T]:
        """Run `work` in a thread of its own as soon as every step of `after` has succeeded."""
        future = self._pool.submit(self._run, name, work, after)
        self._started.append(future)
        return future

    def wait(self, *futures: Future[Any]) -> None:
        """Return when all these steps (by default all) have ended; raise what any step raised."""
        wanted = set(futures or self._started)
        while pending := {future for future in wanted if not future.done()}:
            self._raise_failure()
            others = {future for future in self._started if not future.done()}
            wait(pending | others, timeout=0.5, return_when=FIRST_EXCEPTION)
        self._raise_failure()

    def _raise_failure(self) -> None:
        for future in self._started:
            error = future.exception() if future.done() else None
            if error and not isinstance(error, Prevented):
                raise error

    def _run(self, name: str, work: Callable[[Step], T], after: tuple[Future[Any], ...]) -> T:
        if any(future.exception() for future in after) or self.children.leaving.is_set():
            raise Prevented(name)
        step = Step(name, self.board, self.children)
        self.board.begin(name)
        try:
            result = work(step)
        except BaseException as error:
            self.board.end(name, mark="left" if isinstance(error, Prevented) else "FAIL")
            raise
        self.board.end(name, step.note)
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.children.end()  # and with it, `Step.say` makes those leave that only wait
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.board.close()
