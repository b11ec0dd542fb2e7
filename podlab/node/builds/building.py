"""Builds one after the other, at most two at a time: each step is told as it begins."""

import logging
import re
import threading
from collections.abc import Callable
from typing import Any

from podlab.builds.limits import Plan
from podlab.node.builds.context import (
    archive_of,
    bases_of,
    check_files,
    dockerfile_of,
    plan_of,
    steps_of,
)
from podlab.node.builds.seams import BuildProblem, Order, Tell, Told
from podlab.node.engine.builds.building import EngineBuild
from podlab.node.engine.builds.keeping import (
    built_images,
    is_there,
    named,
    remove_image,
    remove_nameless,
)
from podlab.node.engine.builds.tags import labels_of, tag_of
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.images.seams import ImageProblem, Report, Step
from podlab.node.runtime import RuntimeUnavailable

logger = logging.getLogger(__name__)

AT_A_TIME = 2
SECONDS = 120.0
SECONDS_BETWEEN_LOOKS = 0.2
MOST_IMAGES = 12  # of one namespace
MOST_PRINTED = 64 << 10  # is told; the rest is counted
TOO_MUCH = 1 << 20  # ends the build
_STEP = re.compile(r"Step (\d+)/\d+ : ")
_ID = re.compile(r" ---> (?:Running in )?[0-9a-f]{12}\n|Removing intermediate container .*\n"
                 r"| ---> Using cache\n|Successfully (?:built|tagged) .*\n| ---> \n")  # fmt: skip
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Ensure = Callable[[CatalogueEntry, Report], None]


class Builder:
    """Builds learners' images; `ensure` makes a catalogue image that is not there yet."""

    def __init__(self, engine: Engine, catalogue: Catalogue, ensure: Ensure) -> None:
        self.engine = engine
        self.catalogue = catalogue
        self._ensure = ensure
        self._turns = threading.BoundedSemaphore(AT_A_TIME)
        self._lock = threading.Lock()
        self._going = 0

    def plan(self, order: Order) -> Plan:
        """What would be built. Raises Refused, BuildProblem, RuntimeUnavailable."""
        check_files(order.files)
        return plan_of(
            order, self.engine.node_id, self.catalogue, lambda tag: is_there(self.engine, tag)
        )

    def begin(self, order: Order, tell: Tell) -> "Build":
        """Read the order; the build then waits to be run. Raises Refused, BuildProblem."""
        planned = self.plan(order)
        there = {tag for each in built_images(self.engine, order.namespace) for tag in named(each)}
        tag = tag_of(self.engine.node_id, order.namespace, order.name)
        if f"{tag}:latest" not in there and len(there) >= MOST_IMAGES:
            raise BuildProblem(f"you have {MOST_IMAGES} images; end what uses them first")
        return Build(self, order, planned, tell)

    def wait_for_turn(self, stopped: threading.Event, tell: Tell) -> bool:
        """Whether it came before the build was stopped."""
        if not self._turns.acquire(blocking=False):
            tell(Told("wait", "for other builds"))
            while not self._turns.acquire(timeout=SECONDS_BETWEEN_LOOKS):
                if stopped.is_set():
                    return False
        with self._lock:
            self._going += 1
        return True

    def give_turn(self) -> None:
        with self._lock:
            self._going -= 1
        self._turns.release()

    def remove(self, namespace: str, name: str) -> None:
        """Take an image away; safe to repeat. Raises RuntimeUnavailable."""
        remove_image(self.engine, namespace, name)
        self.tidy(namespace)

    def tidy(self, namespace: str) -> None:
        """Remove stages, and what was built anew; not while a build may stand on them."""
        with self._lock:
            if not self._going:
                remove_nameless(self.engine, namespace)

    def ensure_bases(self, planned: Plan, tell: Tell) -> None:
        """Make the catalogue's images that are not there yet. Raises ImageProblem."""

        def report(step: Step) -> None:
            tell(Told("wait", f"{step.image}: {step.text}", step.number, step.total))

        for entry in bases_of(planned, self.catalogue):
            self._ensure(entry, report)


class Build:
    """One build. `run` blocks in a thread; `stop` ends it from another."""

    def __init__(self, builder: Builder, order: Order, planned: Plan, tell: Tell) -> None:
        self._builder = builder
        self._order = order
        self._planned = planned
        self._tell = tell
        self._stopped = threading.Event()
        self._why = "it was stopped"
        node_id = builder.engine.node_id
        self._tag = tag_of(node_id, order.namespace, order.name)
        labels = labels_of(node_id, order.namespace)
        context = archive_of(dockerfile_of(planned, labels), order.files)
        self._engine_build = EngineBuild(builder.engine, self._tag, context)
        self._steps = steps_of(planned)
        self._at = 0
        self._printed = 0

    def stop(self, why: str = "it was stopped") -> None:
        """End it, whatever it does."""
        if not self._stopped.is_set():
            self._why = why
            self._stopped.set()
            self._engine_build.end()

    def run(self) -> None:
        """Do it to its end, which is told as `built` or `failed`."""
        if not self._builder.wait_for_turn(self._stopped, self._tell):
            return self._fail(self._why)
        timer = threading.Timer(SECONDS, self.stop, [f"it took longer than {SECONDS:.0f} seconds"])
        try:
            self._builder.ensure_bases(self._planned, self._tell)
            timer.start()
            self._follow()
        except (EngineError, RuntimeUnavailable, ImageProblem) as problem:
            self._fail(self._why if self._stopped.is_set() else str(problem))
        finally:
            timer.cancel()
            self._builder.give_turn()
            self._tidy()
        return None

    def _follow(self) -> None:
        for said in self._engine_build.run():
            if "error" in said:
                return self._fail(str(said["error"]).strip())
            self._hear(said)
        if self._stopped.is_set():
            return self._fail(self._why)
        self._tell(Told("built", f"built/{self._order.name}"))
        return None

    def _hear(self, said: dict[str, Any]) -> None:
        text = str(said.get("stream", ""))
        if step := _STEP.match(text):
            self._begin_step(int(step[1]))
        elif not _ID.fullmatch(text):
            self._print(_COLOUR.sub("", text).strip("\n"))

    def _begin_step(self, number: int) -> None:
        index = self._steps[number - 1] if number <= len(self._steps) else -1
        if index < 0:
            return
        self._at = index
        given = self._planned.written[index]
        total = len(self._planned.instructions)
        self._tell(Told("step", given.text, index + 1, total, given.line))

    def _print(self, text: str) -> None:
        if not text:
            return
        self._printed += len(text)
        if self._printed > TOO_MUCH:
            self.stop("it printed too much")
        elif self._printed <= MOST_PRINTED:
            self._tell(Told("output", text, line=self._line))

    @property
    def _line(self) -> int:
        return self._planned.written[self._at].line

    def _fail(self, why: str) -> None:
        self._tell(Told("failed", why, line=self._line))

    def _tidy(self) -> None:
        try:
            self._builder.tidy(self._order.namespace)
        except (EngineError, RuntimeUnavailable) as problem:
            logger.info("what a build left is removed later: %s", problem)
