"""Streams, lists, KYAML and JSON; and the line of each field."""

import itertools

import pytest

from podlab.pods.manifest import parse_manifest
from podlab.pods.validation import validate_document

TEXT = """\
# a Pod
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
spec:
  containers:
  - name: web
    image: nginx
    resources:
      limits: {memory: 64Mi}
  - name: client
    image: busybox
---
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  a b: x
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("kind", (3, 1)),
        ("metadata.name", (5, 3)),
        ("metadata.labels[app.kubernetes.io/name]", (7, 5)),
        ("spec.containers[0]", (10, 5)),
        ("spec.containers[1].image", (15, 5)),
        ("spec.containers[0].resources.limits[memory]", (13, 16)),
        ("spec.containers[0].resources.requests[memory]", (12, 5)),
        ("spec.containers[1].volumeMounts.subPath", (14, 5)),
        ("spec.volumes[0].name", (8, 1)),
        ("status", (2, 1)),
        ("", (2, 1)),
    ],
)
def test_place_of_a_field_or_its_nearest_ancestor(path: str, place: tuple[int, int]) -> None:
    assert parse_manifest(TEXT).documents[0].place_of(path) == place


def test_second_document_keeps_its_own_lines() -> None:
    config = parse_manifest(TEXT).of_kind("ConfigMap")[0]

    assert (config.line_of("data[a b]"), config.line_of("metadata.name")) == (22, 20)


def test_line_of_an_alias_is_where_it_is_used() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: &n web}\n"
        "spec:\n  containers:\n  - image: i\n    name: *n\n"
    )

    assert parse_manifest(text).documents[0].line_of("spec.containers[0].name") == 7


@pytest.mark.parametrize("order", list(itertools.permutations(["Pod", "ConfigMap", "Secret"])))
@pytest.mark.parametrize("as_list", [False, True])
def test_objects_may_come_in_any_order(order: tuple[str, ...], as_list: bool) -> None:
    spec = ", spec: {containers: [{name: c, image: i}]}"
    objects = [
        f"{{apiVersion: v1, kind: {kind}, metadata: {{name: a}}{spec if kind == 'Pod' else ''}}}"
        for kind in order
    ]
    items = "".join(f"- {each}\n" for each in objects)
    text = f"apiVersion: v1\nkind: List\nitems:\n{items}" if as_list else "\n---\n".join(objects)

    manifest = parse_manifest(text)

    assert tuple(each.kind for each in manifest.documents) == order
    assert [validate_document(each) for each in manifest.documents] == [[], [], []]


def test_list_is_unpacked() -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n"
        "- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
        "- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n"
    )
    documents = parse_manifest(text).documents

    assert [(each.kind, each.line_of("metadata.name")) for each in documents] == [
        ("ConfigMap", 4),
        ("Secret", 5),
    ]


def test_kyaml_is_read() -> None:
    text = """\
---
{
  apiVersion: "v1", # as a string
  kind: "Pod",
  metadata: {
    name: "web",
  },
  spec: {
    containers: [{
      name: "web",
      image: "nginx",
    }],
  },
}
"""
    document = parse_manifest(text).documents[0]

    assert document.object["spec"] == {"containers": [{"name": "web", "image": "nginx"}]}
    assert document.line_of("spec.containers[0].image") == 11


def test_json_indented_with_tabs_is_read() -> None:
    text = '{\n\t"apiVersion": "v1",\n\t"kind": "Secret",\n\t"metadata": {"name": "a\\/b"}\n}\n'
    document = parse_manifest(text).documents[0]

    assert document.object["metadata"] == {"name": "a/b"}
    assert document.line_of("metadata.name") == 4
