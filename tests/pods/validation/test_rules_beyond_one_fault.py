"""Rules of ConfigMaps, Secrets and Namespaces, and several faults together."""

from typing import Any

import pytest

from podlab.pods.manifest import parse_manifest
from podlab.pods.validation import validate_document, validate_object


def sentences(obj: dict[str, Any]) -> list[str]:
    return [error.sentence for error in validate_object(obj["kind"], obj)]


@pytest.mark.parametrize(
    ("obj", "beginnings"),
    [
        (
            {"kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a b": "x"}},
            ['data[a b]: Invalid value: "a b": a valid config key must consist of'],
        ),
        (
            {
                "kind": "ConfigMap",
                "metadata": {"name": "c"},
                "data": {"k": "x"},
                "binaryData": {"k": "eA=="},
            },
            ['data[k]: Invalid value: "k": duplicate of key present in binaryData'],
        ),
        (
            {"kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"k": "x" * 1_100_000}},
            ["Too long: may not be more than 1048576 bytes"],
        ),
        (
            {
                "kind": "Secret",
                "metadata": {"name": "c"},
                "type": "kubernetes.io/tls",
                "stringData": {"tls.crt": "x"},
            },
            ["data[tls.key]: Required value"],
        ),
        ({"kind": "Secret", "metadata": {"name": "c"}, "data": {"..": ""}}, ["data[..]: Invalid"]),
        (
            {"kind": "Namespace", "metadata": {"name": "a.b"}},
            ['metadata.name: Invalid value: "a.b": must not contain dots'],
        ),
        ({"kind": "Pod"}, ["metadata.name: Required value", "spec.containers: Required value"]),
        (
            {"kind": "Pod", "metadata": {"generateName": "Web-"}, "spec": {"containers": []}},
            ['metadata.generateName: Invalid value: "Web-"', "spec.containers: Required value"],
        ),
    ],
)
def test_object_is_refused(obj: dict[str, Any], beginnings: list[str]) -> None:
    found = sentences({"apiVersion": "v1", **obj})

    assert len(found) == len(beginnings)
    assert all(map(str.startswith, found, beginnings))


def test_all_mistakes_of_a_pod_each_at_its_line() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata: {name: MyPod}
spec:
  restartpolicy: Always
  containers:
  - name: web
    imagePullPolicy: always
    ports:
    - containerPort: "80"
    env: [{name: A, value: yes}]
    volumeMounts: [{name: shared, mountPath: /a, subPath: /b}]
  volumes:
  - name: shared-data
  hostname: a.b
"""
    errors = validate_document(parse_manifest(text).documents[0])

    assert [(error.line, error.where or error.path) for error in errors] == [
        (3, "metadata.name"),
        (5, "spec.restartpolicy"),
        (7, "spec.containers[0].image"),
        (8, "spec.containers[0].imagePullPolicy"),
        (10, "spec.containers[0].ports[0].containerPort"),
        (11, "spec.containers[0].env[0].value"),
        (12, "spec.containers[0].volumeMounts[0].name"),
        (12, "spec.containers[0].volumeMounts[0].subPath"),
        (15, "spec.hostname"),
    ]


def test_unknown_mount_says_which_volumes_there_are() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {
            "containers": [
                {"name": "c", "image": "i", "volumeMounts": [{"name": "a", "mountPath": "/a"}]}
            ],
            "volumes": [{"name": "b"}, {"name": "c", "configMap": {}}],
        },
    }

    assert [(error.sentence, error.advice) for error in validate_object("Pod", pod)] == [
        ("spec.volumes[1].configMap.name: Required value", ""),
        (
            'spec.containers[0].volumeMounts[0].name: Not found: "a"',
            "A volumeMount needs a volume of the same name in spec.volumes (declared: b)",
        ),
    ]


def test_field_that_only_the_schema_demands_is_required() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {
            "containers": [{"name": "c", "image": "i"}],
            "volumes": [{"name": "v", "nfs": {"path": "/"}}],
        },
    }

    assert sentences(pod) == ["spec.volumes[0].nfs.server: Required value"]
