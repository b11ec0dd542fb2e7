"""Fields as managedFields names them: which there are, how they are written, how values differ."""

from typing import Any

import pytest

from podlab.pods.ownership.fields.checking import schema_errors
from podlab.pods.ownership.fields.comparing import compare, field_set
from podlab.pods.ownership.fields.merging import merge, remove
from podlab.pods.ownership.fields.parts import part_of_kind
from podlab.pods.ownership.fields.paths import from_tree, path_text, to_tree

POD = part_of_kind("Pod")
MAIN = 'k:{"name":"main"}'
OMITS_NAME = (
    ".spec.containers: element 0: associative list with keys has an element that omits key"
    ' field "name" (and doesn\'t have default value)'
)


def pod(**spec: Any) -> dict[str, Any]:
    return {"spec": spec}


def container(**fields: Any) -> dict[str, Any]:
    return pod(containers=[{"name": "main", **fields}])


def named(paths: Any) -> list[str]:
    return sorted(path_text(path) for path in paths)


@pytest.mark.parametrize(
    ("config", "owned"),
    [
        ({"metadata": {"labels": {"app": "a"}}}, [".metadata.labels.app"]),
        ({"metadata": {"finalizers": ["x/y"]}}, ['.metadata.finalizers[="x/y"]']),
        ({"metadata": {"ownerReferences": [{"uid": "u", "name": "n"}]}},
         ['.metadata.ownerReferences[uid="u"]']),
        (pod(nodeSelector={"disk": "ssd"}), [".spec.nodeSelector"]),
        (pod(tolerations=[{"key": "a"}]), [".spec.tolerations"]),
        (pod(securityContext={}), [".spec.securityContext"]),
        (pod(imagePullSecrets=[{"name": "s"}]), ['.spec.imagePullSecrets[name="s"]']),
        (pod(hostAliases=[{"ip": "1.1.1.1", "hostnames": ["a"]}]),
         ['.spec.hostAliases[ip="1.1.1.1"]', '.spec.hostAliases[ip="1.1.1.1"].hostnames',
          '.spec.hostAliases[ip="1.1.1.1"].ip']),
        (pod(volumes=[{"name": "v", "emptyDir": {}}]),
         ['.spec.volumes[name="v"]', '.spec.volumes[name="v"].emptyDir',
          '.spec.volumes[name="v"].name']),
        ({"status": {"conditions": [{"type": "Ready"}]}},
         ['.status.conditions[type="Ready"]', '.status.conditions[type="Ready"].type']),
    ],
)  # fmt: skip
def test_fields_that_a_configuration_owns(config: Any, owned: list[str]) -> None:
    assert named(field_set(POD, config)) == owned


@pytest.mark.parametrize(
    ("fields", "owned"),
    [
        ({"command": ["a", "b"]}, [".command"]),
        ({"resources": {"limits": {"cpu": "1"}}}, [".resources.limits.cpu"]),
        ({"ports": [{"containerPort": 80}]},
         ['.ports[containerPort=80,protocol="TCP"]',
          '.ports[containerPort=80,protocol="TCP"].containerPort']),
        ({"volumeMounts": [{"mountPath": "/a", "name": "v"}]},
         ['.volumeMounts[mountPath="/a"]', '.volumeMounts[mountPath="/a"].mountPath',
          '.volumeMounts[mountPath="/a"].name']),
        ({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]},
         ['.env[name="A"]', '.env[name="A"].name', '.env[name="A"].valueFrom.secretKeyRef']),
        ({"envFrom": [{"prefix": "A"}]}, [".envFrom"]),
    ],
)  # fmt: skip
def test_fields_of_a_container_that_a_configuration_owns(fields: Any, owned: list[str]) -> None:
    place = '.spec.containers[name="main"]'
    expected = [place, *(f"{place}{path}" for path in [".name", *owned])]

    assert named(field_set(POD, container(**fields))) == sorted(expected)


def test_a_set_is_written_as_fields_v1_and_read_again() -> None:
    fields = field_set(POD, {**container(image="a"), "metadata": {"labels": {"x": "1"}}})
    tree = {
        "f:metadata": {"f:labels": {"f:x": {}}},
        "f:spec": {"f:containers": {MAIN: {".": {}, "f:image": {}, "f:name": {}}}},
    }

    assert to_tree(fields) == tree
    assert from_tree(tree) == fields


@pytest.mark.parametrize("tree", [[], {"f:a": 1}, {"a": {}}, {"x:a": {}}, {"k:1": {}}, {"v:": {}}])
def test_what_is_no_fields_v1_is_refused(tree: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- json's own errors are of this kind
        from_tree(tree)


def test_fields_v1_does_not_nest_endlessly() -> None:
    tree: dict[str, Any] = {}
    for _ in range(5000):
        tree = {"f:a": tree}
    with pytest.raises(ValueError, match="endlessly"):
        from_tree(tree)


def test_values_differ_in_what_was_added_modified_and_removed() -> None:
    old = container(image="a", command=["x"], env=[{"name": "A", "value": "1"}])
    new = container(image="b", command=["x"], workingDir="/")
    place = '.spec.containers[name="main"]'

    differences = compare(POD, old, new)

    assert named(differences.added) == [f"{place}.workingDir"]
    assert named(differences.modified) == [f"{place}.image"]
    assert named(differences.removed) == [
        f"{place}.env", f'{place}.env[name="A"]', f'{place}.env[name="A"].name',
        f'{place}.env[name="A"].value',
    ]  # fmt: skip


def test_variables_with_the_same_name_are_compared_together() -> None:
    once = container(env=[{"name": "A", "value": "1"}])
    twice = container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}])
    place = '.spec.containers[name="main"].env[name="A"]'

    assert named(compare(POD, once, twice).changed) == [place]
    assert not compare(POD, twice, twice).changed


def test_merging_keeps_others_items_in_their_places() -> None:
    live = pod(containers=[{"name": n, "image": "old"} for n in ("injected", "a", "b")])
    config = pod(containers=[{"name": "b", "image": "new"}, {"name": "c", "image": "new"}])

    merged = merge(POD, live, config)["spec"]["containers"]

    assert [(each["name"], each["image"]) for each in merged] == [
        ("injected", "old"), ("a", "old"), ("b", "new"), ("c", "new"),
    ]  # fmt: skip


def test_merging_orders_items_as_the_configuration_does() -> None:
    live = pod(containers=[{"name": n} for n in ("a", "x", "b")])
    config = pod(containers=[{"name": n} for n in ("b", "a")])

    merged = merge(POD, live, config)["spec"]["containers"]

    assert [each["name"] for each in merged] == ["b", "a", "x"]


def test_removing_takes_fields_and_what_they_leave_empty() -> None:
    value = {"metadata": {"labels": {"x": "1"}, "name": "p"}, **container(image="a")}
    place = ("f:spec", "f:containers", MAIN)
    fields = frozenset({("f:metadata", "f:labels", "f:x"), (*place, "f:image")})

    assert remove(POD, value, fields) == {"metadata": {"name": "p"}, **container()}
    assert remove(POD, value, frozenset({place})) == {
        "metadata": {"labels": {"x": "1"}, "name": "p"}
    }


@pytest.mark.parametrize(
    ("config", "problems"),
    [
        (container(imag="x"), ['.spec.containers[name="main"].imag: field not declared in schema']),
        ({"foo": {}}, [".foo: field not declared in schema"]),
        (pod(containers=[{"image": "x"}]),
         [OMITS_NAME]),
        (pod(containers=[{"name": "a"}, {"name": "a"}]),
         ['.spec.containers: duplicate entries for key [name="a"]']),
        ({"metadata": {"finalizers": ["a", "a"]}},
         ['.metadata.finalizers: duplicate entries for key [="a"]']),
        (container(ports=[{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]), []),
        ({"metadata": {"labels": None}, "spec": None}, []),
    ],
)  # fmt: skip
def test_configurations_that_no_schema_has(config: Any, problems: list[str]) -> None:
    assert list(schema_errors(POD, config)) == problems
