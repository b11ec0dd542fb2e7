"""What a learner may make of a unit, and what they are told; no engine needed."""

import pytest

from podlab.curriculum.format.exercise import Limits
from podlab.curriculum.format.scene import Unit
from podlab.exercises.scenes.editing.changes import changed_paths, may_change
from podlab.exercises.scenes.editing.checking import read_edited
from podlab.pods.errors import InvalidManifest

DUO = """\
apiVersion: v1
kind: Pod
metadata:
  name: duo
spec:
  containers:
    - name: web
      image: nginx
      env: [{name: PORT, value: "80"}]
    - name: client
      image: busybox
"""
CONFIG = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\n"
ENV = ("spec.containers[*].env",)


def mistakes(text: str, editable: tuple[str, ...] = ENV, original: str = DUO) -> list[object]:
    unit = Unit.model_validate({"pod": "duo", "from": "duo.yaml", "editable": editable})
    try:
        read_edited(text, original, unit, "learner-x")
    except InvalidManifest as invalid:
        return [(error.line, error.path, error.problem) for error in invalid.errors]
    return []


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ('"80"', '"8080"'), ("busybox", "busybox\n      env: [{name: A, value: b}]"),
     ('\n      env: [{name: PORT, value: "80"}]', "")],
    ids=["nothing", "a value", "a new list", "a list gone"],
)  # fmt: skip
def test_what_is_editable_may_be_changed(old: str, new: str) -> None:
    assert mistakes(DUO.replace(old, new) if old else DUO) == []


def test_all_else_stays_as_it_was() -> None:
    text = DUO.replace("image: nginx", "image: redis").replace("spec:", "spec:\n  hostIPC: false")

    assert mistakes(text) == [
        (6, "spec.hostIPC", "Forbidden: it stays as it was"),
        (9, "spec.containers[0].image", "Forbidden: it stays as it was"),
    ]


def test_another_container_is_a_change_of_the_list() -> None:
    assert mistakes(DUO + "    - {name: third, image: busybox}\n") == [
        (6, "spec.containers", "Forbidden: it stays as it was")
    ]


def test_everything_may_be_changed_but_the_name_and_the_kind() -> None:
    text = DUO.replace("name: duo", "name: trio") + CONFIG

    assert mistakes(text, ("*",)) == [
        (4, "metadata.name", 'Invalid value: "trio": field is immutable')
    ]
    assert mistakes(DUO + CONFIG, ("*",)) == []
    assert mistakes(CONFIG, ("*",)) == [(1, "kind", "Required value: Pod")]


def test_objects_may_not_come_and_go() -> None:
    assert mistakes(DUO + CONFIG) == [(14, "kind", "Forbidden: it stays as it was")]
    assert mistakes(DUO, original=DUO + CONFIG) == [
        (1, "kind", "Required value: the ConfigMap words stays")
    ]


@pytest.mark.parametrize("kind", ["Namespace", "ServiceAccount", "Nonsense"])
def test_only_kinds_of_a_scene_run(kind: str) -> None:
    other = CONFIG.replace("ConfigMap", kind)

    assert mistakes(DUO + other, ("*",)) == [(14, "kind", f'Unsupported value: "{kind}"')]


@pytest.mark.parametrize(
    ("path", "editable", "may"),
    [
        ("spec.containers[0].env", ENV, True),
        ("spec.containers[0].env[1].name", ENV, True),
        ("spec.containers[0].envFrom", ENV, False),
        ("spec.containers", ENV, False),
        ("spec.volumes[0]", ("spec.volumes", "spec.containers"), True),
        ("metadata.labels.a", ("*",), True),
        ("metadata.labels.a", (), False),
    ],
)
def test_paths(path: str, editable: tuple[str, ...], may: bool) -> None:
    assert bool(may_change(path, editable)) is may


def test_lists_of_one_length_differ_by_their_elements() -> None:
    before = {"a": [{"b": 1}, {"c": 2}], "d": None}

    assert list(changed_paths(before, {"a": [{"b": 1}, {"c": 3, "e": 4}]})) == [
        "a[1].c", "a[1].e", "d",
    ]  # fmt: skip


def test_a_learner_asks_for_no_more_than_the_lesson_allows() -> None:
    text = DUO.replace("image: busybox", "image: busybox\n      resources: {limits: {memory: 1Gi}}")
    unit = Unit.model_validate({"pod": "duo", "from": "duo.yaml", "editable": ["*"]})

    with pytest.raises(InvalidManifest) as refused:
        read_edited(text, DUO, unit, "learner-x", Limits(memory=64 << 20))

    (error,) = refused.value.errors
    assert (error.line, error.path) == (12, "spec.containers[1].resources.limits.memory")
