"""Log lines: none lost, none twice, a flood folded."""

from podlab.sandbox.live.sources.lines import LINES_OF_A_SECOND, LogLines

SECOND = "2026-01-02T03:04:05"


def texts(lines: LogLines, *written: str) -> list[str]:
    return [e["text"] for line in written for e in lines.entries(line, "web", 0)]


def test_a_line_keeps_its_time_and_text() -> None:
    [entry] = LogLines().entries(f"{SECOND}.5Z GET /  200", "web", 2)

    assert entry == {
        "kind": "log",
        "time": 1767323045.5,
        "container": "web",
        "text": "GET /  200",
        "attempt": 2,
    }


def test_after_a_reconnection_nothing_is_told_twice() -> None:
    lines = LogLines()
    texts(lines, f"{SECOND}.1Z a", f"{SECOND}.12Z b", f"{SECOND}.12Z b")

    assert lines.resume() == f"{SECOND}.120000000Z"
    again = [f"{SECOND}.1Z a", f"{SECOND}.12Z b", f"{SECOND}.12Z b"]
    assert texts(lines, *again, f"{SECOND}.12Z b", f"{SECOND}.2Z c") == ["b", "c"]


def test_equal_lines_of_one_moment_are_all_told() -> None:
    assert texts(LogLines(), f"{SECOND}Z a", f"{SECOND}Z a") == ["a", "a"]


def test_a_flood_is_folded_with_a_true_count() -> None:
    lines = LogLines()
    flood = [f"{SECOND}.{number:09}Z x" for number in range(LINES_OF_A_SECOND + 880)]
    told = [e for line in flood for e in lines.entries(line, "web", 0)]
    told += lines.flush("web")

    assert len(told) == LINES_OF_A_SECOND + 1
    assert (told[-1]["kind"], told[-1]["of"], told[-1]["count"]) == ("folded", "log", 880)


def test_what_has_no_time_is_no_line() -> None:
    assert texts(LogLines(), "", "no time here") == []
