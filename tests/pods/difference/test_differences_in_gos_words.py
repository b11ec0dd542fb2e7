"""What a change of a Pod's spec looks like: our text, word for word that of cmp.Diff.

The data was made by go-cmp itself, with its flag for tests that leaves nothing to chance.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.pods.decoding.schema import Shape, fields_of, shape_of_kind
from podlab.pods.defaults import default_object
from podlab.pods.difference import ephemeral_difference, spec_difference
from podlab.pods.difference.golang.types import type_of
from tests.support.mutations import POD, spoiled

DATA = json.loads((Path(__file__).parents[2] / "data" / "pod_differences.json").read_text())
MOVED = {"hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"}
NOT_KEPT = {"serviceAccount"}  # the old name of serviceAccountName


def changed(fields: dict[str, Any]) -> dict[str, Any]:
    spec = {**DATA["before"], **fields}
    return {name: value for name, value in spec.items() if value is not None}


@pytest.mark.parametrize("case", DATA["changes"], ids=lambda case: str(case["change"]))
def test_difference_is_gos(case: dict[str, Any]) -> None:
    found = spec_difference(DATA["before"], changed(case["fields"]))

    assert found.splitlines() == case["difference"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tolerations": [], "nodeSelector": DATA["before"]["nodeSelector"], "affinity": None},
        {"serviceAccount": "default"},
    ],
)
def test_what_says_the_same_is_no_difference(fields: dict[str, Any]) -> None:
    assert spec_difference(DATA["before"], changed(fields)) == ""


def test_ephemeral_container_has_its_common_part() -> None:
    old = {"name": "debug", "image": "busybox", "targetContainerName": "web"}

    assert ephemeral_difference(old, {**old, "tty": True}).splitlines() == [
        "  core.EphemeralContainer{",
        "  \tEphemeralContainerCommon: core.EphemeralContainerCommon{",
        "  \t\t... // 21 identical fields",
        "  \t\tStdin:     false,",
        "  \t\tStdinOnce: false,",
        "- \t\tTTY:       false,",
        "+ \t\tTTY:       true,",
        "  \t},",
        '  \tTargetContainerName: "web",',
        "  }",
    ]


def names_in_go(struct: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in type_of(struct).fields:
        found |= {field.json: field.type} if field.json else names_in_go(field.type)
    return found


def missing(shape: Shape, struct: str, path: str) -> Iterator[str]:
    """JSON fields that the table of Go's types does not have."""
    assert shape.model
    known = names_in_go(struct)
    for name, field in fields_of(shape.model).items():
        inner = field.item or field
        if name not in known:
            yield f"{path}.{name}"
        elif inner.model and name not in {"port", "volumeClaimTemplate"}:
            yield from missing(inner, known[name].lstrip("[]*"), f"{path}.{name}")


def test_every_field_of_a_pod_is_one_of_gos() -> None:
    pod = shape_of_kind("Pod")
    assert pod
    assert pod.model
    spec = fields_of(pod.model)["spec"]

    expected = {f"spec.{name}" for name in MOVED | NOT_KEPT}
    assert set(missing(spec, "PodSpec", "spec")) == expected


@settings(max_examples=25)
@given(spoiled(POD), st.booleans())
def test_any_two_specs_have_a_difference_or_are_alike(pod: Any, turned: bool) -> None:
    one, other = (default_object("Pod", each) for each in (POD, pod))
    pair = (one["spec"], other["spec"])

    found = spec_difference(*(reversed(pair) if turned else pair))

    assert found == "" or found.startswith("  core.PodSpec{\n")
