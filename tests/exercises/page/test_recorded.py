"""A card that was recorded elsewhere says so, and gives way to a reading of today that holds."""

import pytest
from django.template.loader import render_to_string

from podlab.curriculum.format.steps import EvidenceCard
from podlab.exercises.models import Reading
from podlab.exercises.page.parts.evidence import Card

RECORDED = {"date": "2026-11-23", "host": "a lab", "versions": "crun <1.8>", "reading": "31 ms"}
ASSERTION = {"pod": {"of": "duo"}}


def card(outcome: str = "", *, asserted: bool = False, recorded: bool = False) -> Card:
    fields = {**({"assert": ASSERTION} if asserted else {}),
              **({"recorded": RECORDED} if recorded else {})}  # fmt: skip
    read = Reading(of="c", outcome=outcome, actual="live") if outcome else None
    return Card(EvidenceCard.model_validate({"id": "c", "claim": "So it is", **fields}), read)


@pytest.mark.parametrize(
    ("shown", "is_recorded"),
    [
        (card(recorded=True), True),
        (card(asserted=True, recorded=True), False),  # it is being measured
        (card("pass", asserted=True, recorded=True), False),
        (card("fail", asserted=True, recorded=True), True),
        (card("error", asserted=True, recorded=True), True),
        (card("fail", asserted=True), False),
    ],
)
def test_recorded_is_shown_where_nothing_of_today_holds(shown: Card, is_recorded: bool) -> None:
    page = render_to_string("exercises/_card.html", {"card": shown})

    assert (shown.recorded is not None) is is_recorded
    assert (">recorded</span>" in page) is is_recorded
    assert ("2026-11-23" in page and "a lab; crun &lt;1.8&gt;" in page) is is_recorded


def test_a_card_stands_on_something() -> None:
    with pytest.raises(ValueError, match="give assert, or recorded, or both"):
        card()
