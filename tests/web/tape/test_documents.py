"""A recording as a document: written, read again, and refused when it is none."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.pods.objects import JsonObject
from podlab.sandbox.picture import draw_pod, pod_view
from podlab.sandbox.tape.document import Document, without_name, without_secrets
from podlab.sandbox.tape.fields import ENTRIES
from podlab.sandbox.tape.keeping import LASTING, PASSING, numbered
from podlab.sandbox.tape.moments import moment_at
from podlab.sandbox.tape.schema import MOST_BYTES, InvalidRecording, read_document
from podlab.sandbox.tape.timeline import timeline
from tests.web.manifests import PAIR, WITH_CONFIG
from tests.web.tape.runs import POD, RUN

DOCUMENT = Document(POD, tuple(RUN), 3, PAIR, {"at": "2026-01-02", "kubernetes": "v1.32.0"})


def spoiled(**changes: Any) -> JsonObject:
    found: JsonObject = json.loads(DOCUMENT.to_json())
    return {**found, **changes}


def with_entry(**fields: Any) -> JsonObject:
    return spoiled(entries=[{"time": 1.0, **fields}])


def test_a_recording_can_be_opened_again() -> None:
    assert read_document(DOCUMENT.to_json()) == DOCUMENT


def test_every_kind_on_a_tape_can_be_read_again() -> None:
    assert ENTRIES.keys() == LASTING | PASSING


def test_a_field_of_a_later_version_is_left_out() -> None:
    log = {"kind": "log", "container": "web", "text": "a"}

    read = read_document(json.dumps(with_entry(**log, colour="red")).encode())
    assert read.entries == ({"time": 1.0, **log},)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "The file is no JSON text."),
        (b"\xff\xfe", "The file is no JSON text."),
        (b"[" * 100_000, "The file is no JSON text."),
        (b"[]", "The file is no recording of Podlab."),
        (b'{"format":"podlab-recording","version":NaN}', "The file is no JSON text."),
        (b" " * (MOST_BYTES + 1), "The file has more than 4 MB."),
        (spoiled(version=2), "This Podlab reads version 1 of the format."),
        (spoiled(entries=[]), "entries holds none, or more than 20000."),
        (spoiled(more=1), "more is not known."),
        (spoiled(pod={"metadata": {}}), "pod: spec is missing."),
        (
            spoiled(pod={"metadata": {}, "spec": {"containers": "a"}}),
            "pod: spec.containers: json: cannot unmarshal",
        ),
        (
            spoiled(pod={"metadata": {}, "spec": {"containers": [{}] * 61}}),
            "pod: has a list of more than 60.",
        ),
        (with_entry(kind="upstream"), "entries[0]: this kind is not known."),
        (with_entry(kind=["log"]), "entries[0]: this kind is not known."),
        (
            with_entry(kind="refused", port=70000, errno="E"),
            "entries[0]: port is of the wrong type, or out of bounds.",
        ),
        (with_entry(kind="log", text="a"), "entries[0]: container is missing."),
        (
            {**spoiled(), "entries": [{"kind": "ended", "reason": "a", "time": 1e300}]},
            "entries[0]: time is missing or out of bounds.",
        ),
        (
            with_entry(kind="pod", phase="Running", ready="1/1", containers=[],
                       status={"containerStatuses": [{"restartCount": "x"}]}),
            "entries[0]: status.containerStatuses[0].restartCount",
        ),
    ],
)  # fmt: skip
def test_what_is_no_recording_is_refused_with_the_reason(data: Any, problem: str) -> None:
    given_bytes = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(InvalidRecording) as refused:
        read_document(given_bytes)

    assert any(told.startswith(problem) for told in refused.value.problems), refused.value.problems


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=80)
@given(data=st.data())
def test_whatever_is_let_in_can_be_shown(data: st.DataObject) -> None:
    found = json.loads(DOCUMENT.to_json())
    place = data.draw(st.sampled_from(places(found)))
    node = found
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = data.draw(ANYTHING)
    try:
        read = read_document(json.dumps(found).encode())
    except InvalidRecording:
        return
    moment = moment_at(read.pod, read.entries, read.end)
    timeline(read.pod, numbered(read.entries))
    assert draw_pod(pod_view(moment.pod, moment.activity)).startswith("<svg")


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything in the document."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    found = []
    for key, value in items:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += places(value, (*path, key))
    return found


def test_secrets_are_left_out_of_the_manifest() -> None:
    shown = without_secrets(WITH_CONFIG)

    assert "WORDS: good morning" in shown
    assert "name: reader" in shown
    assert "hidden" not in shown
    assert "Recordings leave them out" in shown
    assert without_secrets(PAIR) == PAIR


def test_what_cannot_be_read_is_left_out_too() -> None:
    assert "secret" not in without_secrets("a: [secret")


def test_a_name_is_replaced_wherever_it_stands() -> None:
    event = {"message": "Successfully assigned learner-00/hello", "n": ["learner-00"]}

    assert without_name(event, "learner-00", "learner") == {
        "message": "Successfully assigned learner/hello",
        "n": ["learner"],
    }
