"""Gaps: `___` in a manifest, where a learner is to write something."""

GAP = "___"


def gap_lines(text: str) -> list[int]:
    r"""The lines that still have a gap.

    >>> gap_lines("image: ___\nname: web # no gap\n")
    [1]
    """
    return [number for number, line in enumerate(text.split("\n"), 1) if GAP in line]
