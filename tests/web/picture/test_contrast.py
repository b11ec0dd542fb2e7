"""The picture's colours, blends included, are told apart by day and by night (WCAG 2.2, 1.4)."""

import re
from pathlib import Path

import pytest

Colour = tuple[float, float, float]
TOKENS = Path(__file__).parents[3] / "static" / "src" / "tokens.css"
TEXT, GRAPHIC = 4.5, 3.0


def hexadecimal(text: str) -> Colour:
    digits = text if len(text) == 6 else "".join(2 * digit for digit in text)
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))  # type: ignore[return-value]


def tokens() -> dict[str, tuple[Colour, Colour]]:
    """Day and night of each colour."""
    found = re.findall(r"--([\w-]+): (?:light-dark\(#(\w+), #(\w+)\)|#(\w+));", TOKENS.read_text())
    return {
        name: (hexadecimal(day or both), hexadecimal(night or both))
        for name, day, night, both in found
    }


def blend(over: Colour, ground: Colour, opacity: float) -> Colour:
    return tuple(o * opacity + g * (1 - opacity) for o, g in zip(over, ground, strict=True))  # type: ignore[return-value]


def luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# What is drawn, on what, and how much it has to stand out.
PAIRS = [
    *(
        (ink, "tile", TEXT)
        for ink in ("ink", "ink-2", "ink-3", "run", "wait", "term", "warn", "vol")
    ),
    *((ink, "strip", TEXT) for ink in ("ink", "ink-2", "run", "wait", "warn")),
    *((ink, "lo-fill", TEXT) for ink in ("lo", "ink", "ink-2")),
    *((ink, "sunken", TEXT) for ink in ("ink", "ink-2", "ink-3")),
    *((ink, "pod-fill", TEXT) for ink in ("ink-2", "vol")),
    ("vol", "vol-soft", TEXT),
    ("on-accent", "lo", TEXT),
    ("on-pod-bar", "pod-bar", TEXT),
    ("ink", "box-fill", TEXT),
    *((line, "pod-fill", GRAPHIC) for line in ("accent", "vol", "warn", "tile-edge", "pod-edge")),
    *((line, "tile", GRAPHIC) for line in ("ink-2", "wait", "strip-edge", "tile-edge")),
    *((line, "lo-fill", GRAPHIC) for line in ("accent", "warn")),
    ("line-strong", "surface", GRAPHIC),
    ("box-edge", "box-fill", GRAPHIC),
]
# A colour with an opacity over a ground, and what is drawn on it.
BLENDS = [
    ("strip", 0.6, "pod-fill", "ink-2", TEXT),
    ("warn-soft", 0.6, "surface", "ink-3", TEXT),
    ("warn-soft", 0.6, "surface", "ink", TEXT),
]


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("drawn", "ground", "least"), PAIRS)
def test_what_is_drawn_stands_out(drawn: str, ground: str, least: float, night: bool) -> None:
    known = tokens()

    assert contrast(known[drawn][night], known[ground][night]) >= least


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("over", "opacity", "ground", "drawn", "least"), BLENDS)
def test_what_is_drawn_on_a_blend_stands_out(
    over: str, opacity: float, ground: str, drawn: str, least: float, night: bool
) -> None:
    known = tokens()
    blended = blend(known[over][night], known[ground][night], opacity)

    assert contrast(known[drawn][night], blended) >= least


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_a_title_that_shines_through_stands_out(night: bool) -> None:
    known = tokens()
    bar = known["pod-bar"][night]

    assert contrast(blend(known["on-pod-bar"][night], bar, 0.86), bar) >= TEXT
