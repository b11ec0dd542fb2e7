"""What the command shows while it works."""

import io

from podlab.node.images.building import Built
from podlab.node.images.progress import Bar, Lines, progress_for
from podlab.node.images.seams import Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_are_plain_and_short() -> None:
    out = io.StringIO()
    lines = Lines(out, images=2)
    lines.report(Step("web", 2, 5, "RUN " + "x" * 200))
    lines.report(Step("web", 3, 5, "LABEL a=b"))
    lines.finished(Built("web", 1.25))

    first, second = out.getvalue().splitlines()
    assert first.startswith("  web: 2/5 RUN xxx")
    assert len(first) == 100
    assert second == "[1/2] web: built in 1.2 s"


def test_bar_moves_with_steps_and_finished_images() -> None:
    out = Terminal()
    bar = Bar(out, images=2)
    bar.report(Step("web", 3, 4, "RUN"))
    bar.finished(Built("web", 1))
    bar.report(Step("cache", 1, 4, "FROM"))

    drawn = [line.count("█") for line in out.getvalue().split("\r") if "░" in line]
    assert drawn == [6, 12]


def test_progress_for_a_pipe_is_lines() -> None:
    assert type(progress_for(1, io.StringIO())) is Lines
    assert type(progress_for(1, Terminal())) is Bar
