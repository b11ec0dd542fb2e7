"""The patch rules by themselves, from their RFCs and from what kubectl sends."""

import re
from typing import Any

import pytest

from podlab.node.api.patch.json_patch import CannotPatch, json_patch
from podlab.node.api.patch.merge import merge
from podlab.node.api.patch.merge_keys import MERGE_KEYS
from podlab.node.api.patch.strategic import strategic_merge

ONE, TWO = {"name": "one", "image": "a"}, {"name": "two", "image": "b"}


def containers(*items: Any, **more: Any) -> dict[str, Any]:
    return {"spec": {"containers": list(items), **more}}


def pod_patch(current: dict[str, Any], patch: dict[str, Any]) -> Any:
    return strategic_merge(current, patch, MERGE_KEYS["Pod"])


@pytest.mark.parametrize(
    ("current", "patch", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        (["a"], {"a": "c"}, {"a": "c"}),
    ],
)
def test_merge_patch_by_the_examples_of_rfc_7386(current: Any, patch: Any, expected: Any) -> None:
    assert merge(current, patch) == expected


@pytest.mark.parametrize(
    ("document", "operation", "expected"),
    [
        ({"a": 1}, {"op": "add", "path": "/b", "value": 2}, {"a": 1, "b": 2}),
        ({"a": [1, 3]}, {"op": "add", "path": "/a/1", "value": 2}, {"a": [1, 2, 3]}),
        ({"a": [1]}, {"op": "add", "path": "/a/-", "value": 2}, {"a": [1, 2]}),
        ({"a": 1, "b": 2}, {"op": "remove", "path": "/b"}, {"a": 1}),
        ({"a": [1, 2]}, {"op": "remove", "path": "/a/0"}, {"a": [2]}),
        ({"a": 1}, {"op": "replace", "path": "/a", "value": None}, {"a": None}),
        ({"a": {"b": 1}}, {"op": "move", "from": "/a/b", "path": "/c"}, {"a": {}, "c": 1}),
        ({"a": 1}, {"op": "copy", "from": "/a", "path": "/b"}, {"a": 1, "b": 1}),
        ({"a/b": {"~": 1}}, {"op": "test", "path": "/a~1b/~0", "value": 1}, {"a/b": {"~": 1}}),
        ({"a": 1}, {"op": "replace", "path": "", "value": {"b": 2}}, {"b": 2}),
    ],
)
def test_json_patch_operations(document: Any, operation: Any, expected: Any) -> None:
    assert json_patch(document, [operation]) == expected


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/nope"},
        {"op": "replace", "path": "/nope", "value": 1},
        {"op": "add", "path": "/list/7", "value": 1},
        {"op": "add", "path": "/list/-1", "value": 1},
        {"op": "add", "path": "/number/x", "value": 1},
        {"op": "add", "path": "no-pointer", "value": 1},
        {"op": "add", "path": "/x"},
        {"op": "test", "path": "/number", "value": 2},
        {"op": "jump", "path": "/number"},
        "not an operation",
    ],
)
def test_json_patch_refuses_what_does_not_fit(operation: Any) -> None:
    document = {"list": [1], "number": 1}
    with pytest.raises(CannotPatch):
        json_patch(document, [{"op": "add", "path": "/early", "value": 1}, operation])
    assert document == {"list": [1], "number": 1}


def test_json_patch_copies_cannot_double_for_ever() -> None:
    doubling = [{"op": "copy", "from": "/a", "path": f"/a/{n}"} for n in range(40)]
    with pytest.raises(CannotPatch, match="larger"):
        json_patch({"a": {"x": "y" * 100}}, doubling)


def test_strategic_merge_changes_one_container_of_two() -> None:
    patched = pod_patch(containers(ONE, TWO), containers({"name": "two", "image": "c"}))

    assert patched == containers(ONE, {"name": "two", "image": "c"})


def test_strategic_merge_renames_a_container_as_kubectl_apply_does() -> None:
    patch = containers(
        {"name": "new", "image": "a"},
        {"$patch": "delete", "name": "one"},
        **{"$setElementOrder/containers": [{"name": "new"}, {"name": "two"}]},
    )
    patched = pod_patch(containers(ONE, TWO), patch)

    assert patched == containers({"name": "new", "image": "a"}, TWO)


def test_strategic_merge_keeps_what_others_added_in_its_place() -> None:
    sidecar = {"name": "injected", "image": "x"}
    order = {"$setElementOrder/containers": [{"name": "two"}, {"name": "one"}]}

    patched = pod_patch(containers(sidecar, ONE, TWO), {"spec": order})

    assert [each["name"] for each in patched["spec"]["containers"]] == ["injected", "two", "one"]


def test_strategic_merge_keys_nested_lists() -> None:
    one = {**ONE, "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}
    patch = containers({"name": "one", "env": [{"name": "B", "value": "3"}], "args": ["x"]})

    patched = pod_patch(containers({**one, "args": ["a", "b"]}), patch)

    assert patched["spec"]["containers"][0] == {
        **ONE,
        "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "3"}],
        "args": ["x"],
    }


def test_strategic_merge_replaces_deletes_and_retains_on_demand() -> None:
    replaced = pod_patch(containers(ONE, TWO), containers(TWO, {"$patch": "replace"}))
    assert replaced == containers(TWO)

    labels = {"metadata": {"labels": {"a": "1"}, "name": "p"}}
    assert pod_patch(labels, {"metadata": {"labels": {"$patch": "delete"}}}) == {
        "metadata": {"name": "p"}
    }
    assert pod_patch(labels, {"metadata": {"labels": {"$patch": "replace", "b": "2"}}}) == {
        "metadata": {"labels": {"b": "2"}, "name": "p"}
    }
    volume = {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}}
    change = {"$retainKeys": ["name", "configMap"], "name": "v", "configMap": {"name": "c"}}
    assert pod_patch(volume, {"spec": {"volumes": [change]}}) == {
        "spec": {"volumes": [{"name": "v", "configMap": {"name": "c"}}]}
    }


def test_strategic_merge_treats_finalizers_as_a_set() -> None:
    current = {"metadata": {"finalizers": ["a", "b"]}}
    patch = {"metadata": {"finalizers": ["c"], "$deleteFromPrimitiveList/finalizers": ["a"]}}

    assert pod_patch(current, patch) == {"metadata": {"finalizers": ["b", "c"]}}


@pytest.mark.parametrize(
    "patch",
    [
        containers({"image": "no name"}),
        {"spec": {"$patch": "explode"}},
        {"spec": {"containers": [], "$setElementOrder/containers": "x"}},
    ],
)
def test_strategic_merge_refuses_nonsense(patch: dict[str, Any]) -> None:
    with pytest.raises(CannotPatch):
        pod_patch(containers(ONE), patch)


def test_strategic_merge_leaves_the_original_alone() -> None:
    current = containers(ONE, TWO)
    pod_patch(current, containers({"name": "one", "image": "z", "env": [{"name": "A"}]}))

    assert current == containers(ONE, TWO)
    assert ONE == {"name": "one", "image": "a"}


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ({"spec": {"$retainKeys": None}}, "$retainKeys must be a list"),
        ({"spec": {"$setElementOrder/containers": {}}}, "must be a list"),
        ({"spec": {"containers": ["one"]}}, "each element must be an object"),
        (
            containers({"image": "a", "args": ["x", 1, None, True]}),
            "map: map[args:[x 1 <nil> true] image:a] does not contain declared merge key: name",
        ),
    ],
)
def test_broken_directive_is_refused(patch: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CannotPatch, match=re.escape(sentence)):
        pod_patch(containers(ONE), patch)


def test_odd_items_of_a_merged_list_are_left_for_the_decoder_to_refuse() -> None:
    patch = {
        "metadata": {"finalizers": [["a"]]},
        "spec": {"containers": [{"$patch": "replace"}, 1]},
    }

    assert pod_patch(containers(ONE), patch) == {
        "metadata": {"finalizers": [["a"]]},
        "spec": {"containers": [1]},
    }
