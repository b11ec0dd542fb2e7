"""Lines that are moved, left out and used again."""

import pytest

from podlab.exercises.learning.ordering import Arrangement, arranged, mixed, pressed


@pytest.mark.parametrize(
    ("press", "used", "left_out"),
    [
        ("up:1", (1, 0, 2), ()),
        ("up:0", (0, 1, 2), ()),
        ("down:1", (0, 2, 1), ()),
        ("down:2", (0, 1, 2), ()),
        ("out:1", (0, 2), (1,)),
        ("up:7", (0, 1, 2), ()),
        ("sideways:1", (0, 1, 2), ()),
        ("up:one", (0, 1, 2), ()),
    ],
)
def test_a_press_moves_one_line(
    press: str, used: tuple[int, ...], left_out: tuple[int, ...]
) -> None:
    assert pressed(Arrangement((0, 1, 2)), press) == Arrangement(used, left_out)


def test_a_line_left_out_comes_back_at_the_end() -> None:
    assert pressed(Arrangement((2, 0), (1,)), "in:1") == Arrangement((2, 0, 1))


@pytest.mark.parametrize("count", [2, 3, 8])
def test_mixed_lines_are_never_right_and_stay_the_same(count: int) -> None:
    for seed in map(str, range(20)):
        found = mixed(count, seed)

        assert sorted(found.used) == list(range(count))
        assert found.used != tuple(range(count))
        assert found == mixed(count, seed)


@pytest.mark.parametrize(
    ("used", "left_out"), [(["0"], []), (["0", "0"], ["1"]), (["0", "x"], []), (["0", "5"], [])]
)
def test_a_form_with_a_line_too_many_or_too_few(used: list[str], left_out: list[str]) -> None:
    assert arranged(used, left_out, 2) is None
