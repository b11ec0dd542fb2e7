"""subPath and subPathExpr: which part of a volume a mount shows, and which are refused."""

from typing import cast

import pytest
from lightkube.models.core_v1 import VolumeMount

from podlab.pods.objects import JsonObject, pod_of
from podlab.pods.volumes import (
    BadSubPath,
    exposed_volumes,
    own_parts,
    sub_path,
    with_settled_parts,
)
from tests.pods.observations import make_pod

VARIABLES = {"POD": "web", "EMPTY": "", "ROOT": "/etc", "UP": ".."}


def part(**fields: str) -> str:
    given = {"name": "v", "mountPath": "/v", **fields}
    return sub_path(cast("VolumeMount", VolumeMount.from_dict(given)), VARIABLES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"subPath": "nginx.conf"}, "nginx.conf"),
        ({"subPath": "a//b/./c/"}, "a/b/c"),
        ({"subPath": "$(POD)"}, "$(POD)"),
        ({"subPathExpr": "logs/$(POD)"}, "logs/web"),
        ({"subPathExpr": "$$(POD)"}, "$(POD)"),
    ],
)
def test_part_of_a_volume(fields: dict[str, str], expected: str) -> None:
    assert part(**fields) == expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("$(NONE)/$(EMPTY)/$(POD)", "missing value for EMPTY, NONE"),
        ("$(ROOT)", "error SubPath `/etc` must not be an absolute path"),
        ("a/$(UP)/$(UP)", "unable to provision SubPath `a/../..`: must not contain '..'"),
    ],
)
def test_part_outside_is_refused(expression: str, problem: str) -> None:
    with pytest.raises(BadSubPath) as bad:
        part(subPathExpr=expression)

    assert str(bad.value) == problem


def mounts(name: str, *parts: str, **fields: object) -> JsonObject:
    """A container that mounts parts of the volume: `.` is all of it, `$` an expression, `!` means
    that it may only read.
    """
    found: list[JsonObject] = []
    for each in parts:
        field = "subPathExpr" if "$" in each else "subPath"
        path = each.lstrip("!")
        part = {} if path == "." else {field: path}
        mount = {"name": "v", "mountPath": f"/{len(found)}", "readOnly": each.startswith("!")}
        found.append({**mount, **part})
    return {"name": name, "volumeMounts": found, **fields}


SIDECAR = {"restartPolicy": "Always"}


@pytest.mark.parametrize(
    ("init", "main", "parts"),
    [
        ([], [mounts("a", "x"), mounts("b", "x")], None),
        ([], [mounts("a", "x"), mounts("b", "y")], None),
        ([], [mounts("a", "x"), mounts("b", "xy")], None),
        ([], [mounts("a", ".", "x")], None),
        ([], [mounts("a", "x"), mounts("b", "!.")], None),
        ([], [mounts("a", "x"), mounts("b", ".")], ["x"]),
        ([], [mounts("a", "x/y"), mounts("b", "./x//")], ["x", "x/y"]),
        ([], [mounts("a", ".", "x"), mounts("b")], ["x"]),
        ([mounts("i", ".")], [mounts("a", "x"), mounts("b", "y")], None),
        ([mounts("i", "."), mounts("j", "x")], [mounts("a", "y")], None),
        ([mounts("i", ".", **SIDECAR)], [mounts("a", "x")], ["x"]),
        ([mounts("i", "."), mounts("s", **SIDECAR)], [mounts("a", "x")], ["x"]),
        ([mounts("i", ".")], [mounts("a", "$(POD)")], None),
        ([], [mounts("a", "$(POD)"), mounts("b", "!.")], None),
        ([], [mounts("a", "$(POD)"), mounts("b", "x")], ["x"]),
        ([], [mounts("a", "$(POD)"), mounts("b", "$(POD)")], []),
    ],
)
def test_parts_that_another_container_could_swap(
    init: list[JsonObject], main: list[JsonObject], parts: list[str] | None
) -> None:
    pod = make_pod(*main, init=tuple(init), volumes=[{"name": "v", "emptyDir": {}}])

    assert exposed_volumes(pod) == (set() if parts is None else {"v"})
    assert own_parts(pod) == ({"v": parts} if parts else {})


def test_debugging_container_may_swap_what_nobody_else_could() -> None:
    debugger = mounts("d", ".")
    volumes = [{"name": "v", "emptyDir": {}}]
    pod = make_pod(mounts("a", "x"), volumes=volumes, ephemeralContainers=[debugger])

    assert exposed_volumes(pod) == set()
    assert exposed_volumes(pod, debugged=True) == {"v"}


def test_parts_of_what_kubernetes_writes_are_never_swapped() -> None:
    volumes = [{"name": "v", "configMap": {"name": "settings"}}]

    assert exposed_volumes(make_pod(mounts("a", "x"), mounts("b", "."), volumes=volumes)) == set()


NAME = {"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
ADDRESS = {"name": "ADDRESS", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}
KEY = {"name": "NAME", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}


@pytest.mark.parametrize(
    ("env", "expression", "path"),
    [
        ([NAME], "$(NAME)", "web"),
        ([NAME], "logs/$(NAME)/$$(NAME)", "logs/web/$(NAME)"),
        ([NAME, {"name": "B", "value": "a-$(NAME)"}], "$(B)", "a-web"),
        ([], "plain", "plain"),
        ([], "$(NAME)", None),
        ([KEY], "$(NAME)", None),
        ([NAME, KEY], "$(NAME)", None),
        ([KEY, NAME], "$(NAME)", "web"),
        ([ADDRESS], "$(ADDRESS)", None),
        ([{"name": "B", "value": "$(FROM_ELSEWHERE)"}], "$(B)", None),
        ([{"name": "B", "value": ""}], "$(B)", None),
        ([{"name": "B", "value": "/etc"}], "$(B)", None),
        ([{"name": "B", "value": ".."}], "a/$(B)", None),
    ],
)
def test_expression_that_is_settled_is_as_good_as_a_path(
    env: list[JsonObject], expression: str, path: str | None
) -> None:
    mount = {"name": "v", "mountPath": "/v", "subPathExpr": expression}
    containers = [{"name": "c", "env": env, "volumeMounts": [mount]}]
    given = {"metadata": {"name": "web", "uid": "1"}, "spec": {"containers": containers}}

    (found,) = with_settled_parts(given)["spec"]["containers"][0]["volumeMounts"]
    kept = {"name": "v", "mountPath": "/v"}
    assert found == ({**kept, "subPath": path} if path else mount)


def test_settled_expression_gets_a_volume_of_its_own_beside_a_writer() -> None:
    part = {"name": "v", "mountPath": "/v", "subPathExpr": "$(NAME)"}
    one = {"name": "one", "env": [NAME], "volumeMounts": [part]}
    two = {"name": "two", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}
    spec = {"containers": [one, two], "volumes": [{"name": "v", "emptyDir": {}}]}

    pod = pod_of(with_settled_parts({"metadata": {"name": "web"}, "spec": spec}))
    assert own_parts(pod) == {"v": ["web"]}
