"""What changed in a small text, and how much of it is kept and told."""

import pytest

from podlab.observation.files.diffs import FILES_KEPT, LINES_TOLD, SMALL, KnownTexts, text_diff

NUMBERS = [f"line {number}" for number in range(20)]
WITHOUT_TENTH = [*NUMBERS[:10], *NUMBERS[11:]]


def lines(*texts: str) -> str:
    return "".join(f"{text}\n" for text in texts)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (lines("a"), lines("a", "b"), [" a", "+b"]),
        (lines("a", "b"), lines("b"), ["-a", " b"]),
        (lines("a", "b", "c"), lines("a", "x", "c"), [" a", "-b", "+x", " c"]),
        ("", lines("a"), ["+a"]),
        (lines("a"), "", ["-a"]),
        ("a", lines("a", "b"), [" a", "+b"]),
        (lines(*NUMBERS), lines(*WITHOUT_TENTH), [
            " line 8", " line 9", "-line 10", " line 11", " line 12",
        ]),
        (lines("x", *NUMBERS, "y"), lines("u", *NUMBERS, "v"), [
            "-x", "+u", " line 0", " line 1", "…", " line 18", " line 19", "-y", "+v",
        ]),
        ("a\x0bb\u2028c\r\n", "a\x0bb\u2028d\r\n", ["-a\x0bb\u2028c\r", "+a\x0bb\u2028d\r"]),
    ],
)  # fmt: skip
def test_lines_that_came_and_went_are_told(before: str, after: str, told: list[str]) -> None:
    diff = text_diff(before, after)

    assert diff is not None
    assert list(diff.lines) == told
    assert (diff.added, diff.removed) == (
        sum(line[0] == "+" for line in told),
        sum(line[0] == "-" for line in told),
    )


@pytest.mark.parametrize(("before", "after"), [("a\n", "a\n"), ("a", "a\n"), ("", "")])
def test_the_same_lines_are_no_difference(before: str, after: str) -> None:
    assert text_diff(before, after) is None


def test_a_large_change_is_counted_whole_and_told_in_part() -> None:
    diff = text_diff("a\n" * 3000, "b\n" * 4000)

    assert diff is not None
    assert (diff.added, diff.removed) == (4000, 3000)
    assert diff.lines == (*["-a"] * LINES_TOLD, "…")


def test_a_long_line_is_cut() -> None:
    diff = text_diff("", "x" * 5000)

    assert diff is not None
    assert diff.lines == ("+" + "x" * 399 + "…",)


def test_a_file_is_compared_with_what_was_known_of_it() -> None:
    known = KnownTexts()
    first = known.replace("v", "f", "one\n")
    known.rename("v", "f", "g")
    renamed = known.replace("v", "g", "two\n")
    deleted = known.replace("v", "g", None)

    assert (first, deleted) == (None, None)
    assert renamed is not None
    assert renamed.lines == ("-one", "+two")
    assert known.replace("v", "g", "three\n") is None


def test_a_file_that_is_written_anew_is_compared_with_what_it_held() -> None:
    known = KnownTexts()
    known.replace("v", "f", "one\n")
    emptied = known.replace("v", "f", "")
    written = known.replace("v", "f", "one\ntwo\n")

    assert emptied is None
    assert written is not None
    assert written.lines == (" one", "+two")


def test_only_the_latest_small_texts_are_kept() -> None:
    known = KnownTexts()
    known.replace("v", "large", "x" * (SMALL + 1))
    for number in range(FILES_KEPT + 1):
        known.replace("v", str(number), "one\n")

    assert known.replace("v", "large", "y") is None
    assert known.replace("v", "0", "two\n") is None
    assert known.replace("v", "3", "two\n") is not None
