"""Texts that fit, lines with round corners, boxes side by side."""

from podlab.sandbox.picture.layout.geometry import arrow_head, fit, fit_end, rounded_path, spread


def test_fit_cuts_the_end_and_fit_end_the_beginning() -> None:
    assert fit("container", 60, 10) == "conta…"
    assert fit("short", 60, 10) == "short"
    assert fit_end("/usr/share/nginx", 60, 10) == "…nginx"
    assert fit_end("/data", 60, 10) == "/data"


def test_spread_keeps_what_has_room_where_it_wants_to_be() -> None:
    assert spread([10, 100], [20, 20], 0, 200) == [10, 100]


def test_spread_pushes_apart_and_back_from_the_end() -> None:
    assert spread([10, 10], [20, 20], 0, 200) == [10, 30]
    assert spread([190, 195], [20, 20], 0, 200) == [160, 180]


def test_a_path_turns_round_its_corners() -> None:
    assert rounded_path([(0, 0), (0, 20), (30, 20)]) == "M0 0L0 14Q0 20 6 20L30 20"


def test_a_point_given_twice_makes_no_corner() -> None:
    assert rounded_path([(0, 0), (0, 10), (0, 10), (20, 10)]) == "M0 0L0 5Q0 10 6 10L20 10"


def test_an_arrow_head_points_where_the_line_goes() -> None:
    assert arrow_head([(10, 30), (10, 10)]) == "M10 10L14 18L6 18Z"
    assert arrow_head([(30, 10), (10, 10)]) == "M10 10L18 14L18 6Z"
