"""Answers, as they are read from a form and judged."""

from typing import Any

import pytest

from podlab.curriculum.format.steps import Explain, Option, Order, Question
from podlab.exercises.learning.judging import (
    NoAnswer,
    answer_in,
    is_in_order,
    is_right,
    mentions,
    misconceptions_of,
)

OPTIONS = [
    Option(id="ip", text="IP address"),
    Option(id="pid", text="Process list", misconception="one-big-container"),
    Option(id="net", text="Ports"),
]


def question(form: str, answer: Any) -> Question:
    return Question.model_validate(
        {"prompt": "Which?", "type": form, "options": OPTIONS, "answer": answer}
    )


@pytest.mark.parametrize(
    ("form", "answer", "sent", "stored", "right"),
    [
        ("single", "ip", ["ip"], "ip", True),
        ("single", "ip", ["pid"], "pid", False),
        ("multi", ["net", "ip"], ["ip", "net"], ["ip", "net"], True),
        ("multi", ["net", "ip"], ["ip"], ["ip"], False),
        ("multi", [], [], [], True),
        ("order", ["net", "ip", "pid"], ["net", "ip", "pid"], ["net", "ip", "pid"], True),
        ("order", ["net", "ip", "pid"], ["ip", "net", "pid"], ["ip", "net", "pid"], False),
        ("number", 6, ["6"], 6.0, True),
        ("number", "1.5", ["1,5"], 1.5, True),
        ("number", 6, ["3"], 3.0, False),
        ("text", "Connection refused", [" connection  refused. "], "connection  refused.", True),
        ("text", "eth0", ["lo"], "lo", False),
    ],
)
def test_an_answer(form: str, answer: Any, sent: list[str], stored: Any, right: bool) -> None:
    asked = question(form, answer)

    value = answer_in(asked, asked.options, {"answer": sent})

    assert value == stored
    assert is_right(asked, value) is right


@pytest.mark.parametrize(
    ("form", "sent", "sentence"),
    [
        ("single", [], "Choose one"),
        ("single", ["ip", "net"], "Choose one"),
        ("single", ["<script>"], "no such answer"),
        ("multi", ["ip", "everything"], "no such answer"),
        ("order", ["ip", "net"], "needs its place"),
        ("order", ["ip", "ip", "net"], "needs its place"),
        ("number", ["three"], "Write a number"),
        ("number", ["nan"], "Write a number"),
        ("number", [], "Write a number"),
        ("text", ["  "], "one sentence"),
        ("text", ["x" * 501], "500 characters"),
    ],
)
def test_what_is_no_answer(form: str, sent: list[str], sentence: str) -> None:
    asked = question(form, "ip")

    with pytest.raises(NoAnswer, match=sentence):
        answer_in(asked, asked.options, {"answer": sent})


@pytest.mark.parametrize(
    ("words", "said", "found"),
    [
        (["namespace", "netns"], "They share one Namespace", True),
        (["namespace", "netns"], "They are friends", False),
        ([], "Anything", None),
    ],
)
def test_an_explanation_that_mentions_it(words: list[str], said: str, found: bool | None) -> None:
    assert mentions(Explain(prompt="Why?", keywords_any=tuple(words), model="So."), said) is found


def test_lines_in_order() -> None:
    order = Order(prompt="Order", lines=("a", "b"), distractors=("c",))

    assert is_in_order(order, ["a", "b"])
    assert not is_in_order(order, ["b", "a"])
    assert not is_in_order(order, ["a", "b", "c"])


def test_the_misconception_behind_an_answer() -> None:
    assert misconceptions_of(OPTIONS, "pid") == ["one-big-container"]
    assert misconceptions_of(OPTIONS, ["ip", "pid"]) == ["one-big-container"]
    assert misconceptions_of(OPTIONS, 3.0) == []
