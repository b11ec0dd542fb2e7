"""Any change of any example: its meaning arrives, and nothing else of the text moves."""

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.pods.manifest.editing import CannotRewrite, read_written, rewrite
from podlab.pods.manifest.editing.tree import same

TEXTS = {
    path.stem: path.read_text()
    for path in sorted(Path("lessons/sandbox").glob("*.yaml"))
    if path.stem != "index"
}
WORDS = ("web", "yes", "0x1f", "a: b", "# no", "- x", "64Mi", "", " ", "it's", 'say "hi"', "é", "~")
few = settings(max_examples=25)
SCRIPTS = (
    "echo hi\nsleep 1\n",
    "\n  indented\nless\n",
    "no end\nat all",
    "end\n\n\n",
    "tab\there\n",
)
scalars = st.one_of(
    st.sampled_from((*WORDS, *SCRIPTS)), st.integers(-9, 99999), st.booleans(), st.none(), st.text()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every key and index of an object, with what holds it."""
    if isinstance(value, dict):
        return [(value, key) for key in value] + [p for v in value.values() for p in places(v)]
    if isinstance(value, list):
        return [(value, i) for i in range(len(value))] + [p for v in value for p in places(v)]
    return []


def document_with_pod(text: str) -> int:
    return next(i for i, each in enumerate(read_written(text)) if each.value["kind"] == "Pod")


def comments(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if line.lstrip().startswith("#"))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_same_object_leaves_the_same_text(text: str) -> None:
    for index, document in enumerate(read_written(text)):
        assert rewrite(text, index, copy.deepcopy(document.value)) == text


@few
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_value_changed_changes_its_own_lines_only(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    index = document_with_pod(text)
    wanted = read_written(text)[index].value
    holder, key = data.draw(st.sampled_from(places(wanted)))
    before, after = holder[key], data.draw(scalars)
    if isinstance(before, dict | list):
        return
    holder[key] = after
    changed = rewrite(text, index, wanted)

    assert same(read_written(changed)[index].value, wanted)
    assert comments(text) - comments(changed) == Counter()
    lost = Counter(text.splitlines()) - Counter(changed.splitlines())
    assert lost.total() <= 1 + str(before).count("\n")


@few
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_what_comes_in_leaves_every_line_as_it_was(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    index = document_with_pod(text)
    wanted = read_written(text)[index].value
    holder, _ = data.draw(st.sampled_from(places(wanted)))
    new = data.draw(values)
    if isinstance(holder, dict):
        holder["added"] = new
    else:
        holder.append(new)
    changed = rewrite(text, index, wanted)

    assert same(read_written(changed)[index].value, wanted)
    lost = Counter(text.splitlines()) - Counter(changed.splitlines())
    assert lost.total() <= 1  # a list in brackets is one line


@few
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_what_goes_leaves_the_comments_of_others(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    index = document_with_pod(text)
    wanted = read_written(text)[index].value
    holder, key = data.draw(st.sampled_from(places(wanted)))
    gone = copy.deepcopy(holder[key])
    del holder[key]
    try:
        changed = rewrite(text, index, wanted)
    except CannotRewrite:
        assert holder in ({}, []) or not isinstance(gone, dict | list)  # a comment is in the way
        return

    assert same(read_written(changed)[index].value, wanted)
    if not isinstance(gone, dict | list):
        assert comments(text) - comments(changed) == Counter()


@few
@given(st.dictionaries(st.sampled_from(WORDS), values, min_size=1), st.data())
def test_any_object_becomes_any_other_or_is_left_alone(obj: Any, data: st.DataObject) -> None:
    flow = data.draw(st.sampled_from([True, False, None]))
    text = yaml.safe_dump({"top": obj}, default_flow_style=flow, sort_keys=False)
    wanted = {"top": data.draw(values)}
    before = read_written(text)
    try:
        changed = rewrite(text, 0, wanted)
    except CannotRewrite:
        return

    assert same(read_written(changed)[0].value, wanted)
    assert len(read_written(changed)) == len(before)
