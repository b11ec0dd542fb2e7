"""What a learner gets wrong in YAML, and where the answer points."""

import pytest

from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import Limits, parse_manifest

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: i}]}\n"
)


def errors_of(text: str | bytes) -> tuple[FieldError, ...]:
    with pytest.raises(InvalidManifest) as caught:
        parse_manifest(text)
    return caught.value.errors


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("a:\n\tb: 1\n", 2, 1, "never with tabs"),
        ("a:\n  b: 1\n \tc: 1\n", 3, 2, "never with tabs"),
        ("a: b: c\n", 1, 5, "mapping values are not allowed"),
        ("a:\n  - b\n  c: d\n", 3, 3, "expected <block end>"),
        ("a: 'open\nb: 1\n", 1, 4, "never closed"),
        ("a: [1, 2\nb: 1\n", 2, 2, "Each [ needs its ]"),
        ("a: {b: 1\n", 2, 1, "Each { needs its }"),
        ("a: @x\n", 1, 4, "needs quotes"),
        ("a: *\n", 1, 5, "needs quotes"),
        ('a: "\\q"\n', 1, 6, "single quotes"),
        ("name\nkind: Pod\n", 2, 5, "mapping values are not allowed"),
        ("%YAML 9.9\n---\na: 1\n", 1, 1, "Leave the %YAML line out"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4, "tag !!python/object/apply"),
        ("a: !!binary aGk=\n", 1, 4, "tag !!binary"),
        ("a: *nothing\n", 1, 4, "unknown anchor 'nothing'"),
        ("a: &a [*a]\n", 1, 8, "contains itself"),
        ("a: \x07\n", 1, 4, "U+0007"),
        ('a: "\\ud800"\n', 1, 4, "half a character"),
        ("? [a]\n: b\n", 1, 3, "can be keys"),
        ("~: b\n", 1, 1, "can be keys"),
        ("<<: 5\n", 1, 1, "map merge requires map"),
    ],
)
def test_mistake_is_answered_at_its_place(text: str, line: int, column: int, part: str) -> None:
    found = [error for error in errors_of(text) if part in str(error)]

    assert [(error.line, error.column) for error in found] == [(line, column)]


def test_other_tabs_are_named_too() -> None:
    (error,) = errors_of("a:\n\tb: 1\n\tc: 2\n\td: 3\n")

    assert "and in lines 3, 4" in error.advice


def test_duplicate_key_names_both_lines() -> None:
    (error,) = errors_of(POD + "kind: Pod\n")

    assert str(error) == (
        'line 5: kind: key "kind" already set in map. '
        "It is in line 2 too; keep one, or join their contents."
    )


def test_overriding_a_merged_key_is_a_duplicate() -> None:
    errors = errors_of(POD + "x: &x {a: 1}\ny: {<<: *x, a: 2}\n")

    assert 'key "a" already set in map' in [error.problem for error in errors]


@pytest.mark.parametrize(
    ("text", "path", "problem"),
    [
        ("", "", "no objects found in the text"),
        ("# only a comment\n", "", "no objects found in the text"),
        ("---\n---\n", "", "no objects found in the text"),
        ("5\n", "", "json: cannot unmarshal this document into an object"),
        ("- a\n", "", "json: cannot unmarshal this document into an object"),
        ("apiVersion: v1\n", "kind", "Required value"),
        ("kind: Pod\nspec: {}\n", "apiVersion", "Required value"),
        (
            "apiVersion: apps/v1\nkind: Deployment\n",
            "kind",
            'no matches for kind "Deployment" in version "apps/v1"',
        ),
        (
            "apiVersion: v2\nkind: ConfigMap\nmetadata: {name: x}\n",
            "apiVersion",
            'no matches for kind "ConfigMap" in version "v2"',
        ),
        ("apiVersion: v1\nkind: pod\n", "kind", 'no matches for kind "pod" in version "v1"'),
    ],
)
def test_document_that_is_no_object_of_ours(text: str, path: str, problem: str) -> None:
    assert (path, problem) in [(error.path, error.problem) for error in errors_of(text)]


def test_text_mistakes_and_field_mistakes_come_together() -> None:
    errors = errors_of(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: A, name: b}\n"
        "spec:\n  restartpolicy: Never\n  containers: [{name: c}]\n"
    )

    assert [(error.line, error.path) for error in errors] == [
        (3, "metadata.name"),
        (3, "metadata.name"),
        (5, "spec.restartpolicy"),
        (6, "spec.containers[0].image"),
    ]


@pytest.mark.parametrize(
    "data",
    [POD.encode("utf-16"), POD.encode("utf-8-sig"), POD.replace("\n", "\r\n").encode()],
    ids=["utf-16", "byte order mark", "CRLF"],
)
def test_other_encodings_are_read(data: bytes) -> None:
    assert parse_manifest(data).documents[0].object["metadata"] == {"name": "web"}


@pytest.mark.parametrize("data", [b"\xff\xfea", b"a: \xe4\n"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    (error,) = errors_of(data)

    assert (error.line, error.advice) == (1, "Save the file as UTF-8.")


def test_limit_is_a_parameter() -> None:
    with pytest.raises(InvalidManifest, match="may not be more than 10 bytes"):
        parse_manifest(POD, Limits(size=10))
