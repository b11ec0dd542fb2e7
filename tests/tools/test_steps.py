import io
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.progress import steps as steps_module
from tools.progress.board import Board
from tools.progress.steps import Prevented, SetupFailed, Step, Steps

if TYPE_CHECKING:
    from concurrent.futures import Future


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps_module, "LOGS", tmp_path)
    return tmp_path


@pytest.fixture
def steps() -> Iterator[Steps]:
    with Steps() as running:
        yield running


def fail(step: Step) -> None:
    raise SetupFailed("nothing to be had", "get something")


def failure_of(start: Callable[[Steps], object]) -> SetupFailed:
    """What the steps that `start` starts fail with."""
    with Steps() as steps:
        start(steps)
        with pytest.raises(SetupFailed) as failure:
            steps.wait()
    return failure.value


def test_step_runs_after_those_it_needs(steps: Steps) -> None:
    done: list[str] = []
    first = steps.start("first", lambda _: done.append("first"))
    steps.start("second", lambda _: done.append("second"), first)

    steps.wait()

    assert done == ["first", "second"]


def test_steps_that_need_nothing_run_side_by_side(steps: Steps) -> None:
    meet = threading.Barrier(2, timeout=10)
    for name in ("one", "two"):
        steps.start(name, lambda _: meet.wait())

    steps.wait()

    assert not meet.broken


def test_failure_is_raised_and_prevents_what_needs_it() -> None:
    done: list[str] = []

    def start(steps: Steps) -> None:
        first = steps.start("first", fail)
        steps.start("second", lambda _: done.append("second"), first)

    assert failure_of(start).problem == "nothing to be had"
    assert done == []


def test_failure_ends_the_programs_of_other_steps() -> None:
    sleeper = (sys.executable, "-c", "import time; time.sleep(60)")
    started = threading.Event()
    sleepers: list[Future[None]] = []

    def sleep(step: Step) -> None:
        started.set()
        step.run(*sleeper)

    def fail_later(step: Step) -> None:
        started.wait(10)
        fail(step)

    def start(steps: Steps) -> None:
        sleepers.append(steps.start("sleeper", sleep))
        steps.start("failure", fail_later)

    assert failure_of(start).problem == "nothing to be had"
    assert isinstance(sleepers[0].exception(), Prevented)


def test_program_that_fails_is_named_with_the_end_of_its_output(logs: Path) -> None:
    program = (sys.executable, "-c", "print('no such thing'); raise SystemExit(3)")

    failure = failure_of(lambda steps: steps.start("Some step", lambda step: step.run(*program)))

    assert "ended with 3" in failure.problem
    assert "no such thing" in failure.problem
    assert failure.advice == f"The whole output is in {logs / 'setup-some-step.log'}"


def test_program_that_does_not_exist_is_named() -> None:
    failure = failure_of(
        lambda steps: steps.start("Some step", lambda step: step.run("no-such-program"))
    )

    assert failure.problem.startswith("Some step: no-such-program does not start")


def test_board_prints_plain_lines_where_nobody_looks() -> None:
    out = io.StringIO()
    board = Board(out)
    board.begin("Packages")
    board.say("Packages", "half of it")
    board.end("Packages", "unchanged")
    board.close()

    begin, end = out.getvalue().splitlines()
    assert begin == "  …  Packages"
    assert end.startswith("  ok Packages, 0.")
    assert end.endswith("s (unchanged)")
