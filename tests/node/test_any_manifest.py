"""Whatever is written as a Pod: refused with the field or the line, or let in for good."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.node.admission import PodSecurity, admit_pod
from podlab.node.images.catalogue import CATALOGUE
from podlab.pods.defaults import default_object
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import Document, parse_manifest
from podlab.pods.objects import pod_of
from podlab.pods.validation import structure_errors, validate_document, validate_object
from tests.support.mutations import POD, WRITERS, spliced, spoiled

KUBERNETES_SAYS = re.compile(
    r"Required value|Invalid value: |Duplicate value: |Unsupported value: |Not found: |Forbidden: "
    r"|Too long: |Too many: |unknown field$|json: |yaml: |illegal base64 data "
    r"|quantities must match "
    r'|unable to parse quantity|parsing time "|no matches for kind |key ".*" already set in map$'
    r"|no objects found in the text$",
    re.DOTALL,
)
TEXTS = st.tuples(spoiled(POD), WRITERS).flatmap(lambda drawn: spliced(drawn[1](drawn[0])))


def parsed(text: str | bytes) -> tuple[tuple[Document, ...], list[FieldError]]:
    try:
        manifest = parse_manifest(text)
    except InvalidManifest as refused:
        return (), list(refused.errors)
    return manifest.documents, [
        error for each in manifest.documents for error in validate_document(each)
    ]


def assert_says_where_and_why(errors: list[FieldError]) -> None:
    for error in errors:
        assert error.line
        assert error.path or error.problem.startswith(("yaml: ", "json: ", "Too ", "no objects"))
        assert KUBERNETES_SAYS.match(error.problem), error.problem


def assert_stays_as_it_is(pod: dict[str, Any], policy: PodSecurity) -> None:
    """What was let in once is let in again, with the same defaults."""
    complete = default_object("Pod", pod)
    refused, notes = admit_pod(complete, policy, CATALOGUE)
    assert all(error.path.startswith(("spec", "metadata")) for error in refused)
    assert all(KUBERNETES_SAYS.match(error.problem) for error in refused)
    assert all(note.startswith(("spec", "metadata")) for note in notes)
    assert default_object("Pod", complete) == complete
    assert structure_errors("Pod", complete).field_errors() == []
    assert validate_object("Pod", complete) == []
    assert pod_of(complete).to_dict()


@pytest.mark.parametrize("policy", ["baseline", "restricted"])
@settings(max_examples=40)
@given(text=TEXTS)
def test_any_pod_is_refused_at_a_field_or_let_in_for_good(policy: PodSecurity, text: bytes) -> None:
    documents, errors = parsed(text)

    assert_says_where_and_why(errors)
    if not errors:
        for each in documents:
            if each.kind == "Pod":
                assert_stays_as_it_is(each.object, policy)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_at_a_line(data: bytes) -> None:
    _, errors = parsed(data)

    assert errors
    assert_says_where_and_why(errors)


def test_the_whole_pod_is_let_in_as_it_is() -> None:
    assert validate_object("Pod", POD) == []
    assert admit_pod(default_object("Pod", POD), "baseline", CATALOGUE)[0] == []
