"""One value changed in a text: the text before, what is wanted, the text after."""

from collections.abc import Callable
from typing import Any

import pytest

from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest.editing import CannotRewrite, append, read_written, rewrite

Change = Callable[[Any], object]


def edited(text: str, change: Change, index: int = 0) -> str:
    wanted = read_written(text)[index].value
    change(wanted)
    return rewrite(text, index, wanted)


def put(*steps: str | int, value: Any) -> Change:
    def change(obj: Any) -> None:
        for step in steps[:-1]:
            obj = obj[step]
        obj[steps[-1]] = value

    return change


def drop(*steps: str | int) -> Change:
    def change(obj: Any) -> None:
        for step in steps[:-1]:
            obj = obj[step]
        del obj[steps[-1]]

    return change


def add(*steps: str | int, value: Any) -> Change:
    def change(obj: Any) -> None:
        for step in steps:
            obj = obj[step]
        obj.append(value)

    return change


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("a: 1 # one\nb: 2\n", put("a", value=3), "a: 3 # one\nb: 2\n"),
        ("a: 'it''s'\n", put("a", value="isn't"), "a: 'isn''t'\n"),
        ('a: "x"\n', put("a", value="y"), 'a: "y"\n'),
        ("a: x\n", put("a", value="yes"), 'a: "yes"\n'),
        ("a: x\n", put("a", value="y"), 'a: "y"\n'),
        ("a: x\n", put("a", value="0400"), 'a: "0400"\n'),
        ("a: x # why\nb: 1\n", put("a", value="l\nm\n"), "a: | # why\n  l\n  m\nb: 1\n"),
        ("a: |\n  l\n  m\n\n# end\nb: 1\n", put("a", value="o"), "a: o\n\n# end\nb: 1\n"),
        ("a: |-\n  l\nb: 1\n", put("a", value="m\nn"), "a: |-\n  m\n  n\nb: 1\n"),
        ("a:\nb: 1\n", put("a", value=[{"c": 1}]), "a:\n  - c: 1\nb: 1\n"),
        ("a: # none\nb: 1\n", put("a", value={"c": 1}), "a: # none\n  c: 1\nb: 1\n"),
        ("a: {}\n", put("a", "c", value=1), "a:\n  c: 1\n"),
        ("a: {b: 1}\n", put("a", "c", value=2), "a: {b: 1, c: 2}\n"),
        ("a: {b: 1, c: 2, d: 3}\n", drop("a", "c"), "a: {b: 1, d: 3}\n"),
        ("a: {b: 1, c: 2}\n", drop("a", "b"), "a: {c: 2}\n"),
        ("a: [x, 'y'] # c\n", put("a", 0, value="z"), "a: [z, 'y'] # c\n"),
        ("a: [x]\n", add("a", value="b c"), "a: [x, b c]\n"),
        ("a:\n- b: 1\nc:\n", add("a", value={"b": 2}), "a:\n- b: 1\n- b: 2\nc:\n"),
        ("a:\n  - b: 1\n  # last\n", add("a", value={"b": 2}),
         "a:\n  - b: 1\n  - b: 2\n  # last\n"),
        ("a:\n  - b: 1\n    c: 2\n", drop("a", 0, "b"), "a:\n  - c: 2\n"),
        ("a:\n  # first\n  - x\n  - y # gone\n", drop("a", 1), "a:\n  # first\n  - x\n"),
        ("a: 1", put("b", value="x"), "a: 1\nb: x"),
        ("a: 1", drop, None),
        ("\ufeffa: 1\n", put("a", value=2), "\ufeffa: 2\n"),
        ('{"a": {"b": [1]}}', add("a", "b", value=2), '{"a": {"b": [1, 2]}}'),
        ("a: é # ü\nb: x\n", put("b", value="ö"), "a: é # ü\nb: ö\n"),
        ("# c\n---\na: 1\n---\nb: |\n  x\n", put("a", value=2), "# c\n---\na: 2\n---\nb: |\n  x\n"),
    ],
)  # fmt: skip
def test_only_what_differs_is_written_anew(before: str, change: Change, after: str | None) -> None:
    if after is None:
        assert rewrite(before, 0, read_written(before)[0].value) == before
    else:
        assert edited(before, change) == after


def test_a_new_key_comes_after_the_one_before_it() -> None:
    text = "- name: a\n  env: []\n"

    assert rewrite(f"x:\n{text}", 0, {"x": [{"name": "a", "image": "b", "env": []}]}) == (
        "x:\n- name: a\n  image: b\n  env: []\n"
    )


def test_an_item_that_goes_takes_nobody_elses_comment_along() -> None:
    text = "a:\n  # of x\n  - name: x\n    v: 1\n  # of y\n  - name: y\n    v: 2 # two\n"

    assert edited(text, drop("a", 0)) == "a:\n  # of x\n  # of y\n  - name: y\n    v: 2 # two\n"


@pytest.mark.parametrize(
    ("before", "change", "steps"),
    [
        ("a: &x {b: 1}\nc: *x\n", put("c", "b", value=2), ("c",)),
        ("a: &x\n  b: 1\nc:\n  <<: *x\n  d: 1\n", put("c", "b", value=2), ("c",)),
        ("a: &x\n  b: 1\nc:\n  <<: *x\n", put("a", "b", value=2), ("a",)),
        ("a: [1, # one\n  2]\n", drop("a", 1), ("a",)),
        ("? a", put("a", value=1), ()),
        ("a: # why\n  b: 1\n", put("a", value=5), ()),
    ],
)
def test_what_cannot_be_changed_safely_is_left_alone(
    before: str, change: Change, steps: tuple[str, ...]
) -> None:
    with pytest.raises(CannotRewrite) as refused:
        edited(before, change)

    assert refused.value.steps[: len(steps)] == steps


def test_a_text_that_is_no_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidManifest) as refused:
        rewrite("a: 1\n\tb: 2\n", 0, {})

    assert refused.value.errors[0].line == 2


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "kind: Pod\n"),
        ("# my Pod\n", "# my Pod\nkind: Pod\n"),
        ("a: 1", "a: 1\n---\nkind: Pod\n"),
    ],
)
def test_an_object_is_appended(text: str, after: str) -> None:
    assert append(text, {"kind": "Pod"}) == after
