"""A Pod's containers as separate ones: what each keeps, and what it loses."""

import json

import pytest

from podlab.pods.manifest import parse_manifest
from podlab.pods.objects import JsonObject
from podlab.pods.validation import validate_document
from podlab.sandbox.apart.separating import name_apart, separate_pods
from podlab.sandbox.compose.examples import examples

POD: JsonObject = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "shop"},
    "spec": {
        "shareProcessNamespace": True,
        "securityContext": {"runAsUser": 1000},
        "initContainers": [{"name": "setup", "image": "busybox"}],
        "containers": [
            {
                "name": "web",
                "image": "nginx",
                "readinessProbe": {"httpGet": {"port": 80}},
                "lifecycle": {"preStop": {"sleep": {"seconds": 1}}},
                "volumeMounts": [{"name": "pages", "mountPath": "/pages"}],
            },
            {"name": "log", "image": "busybox", "env": [{"name": "A", "value": "b"}]},
        ],
        "volumes": [{"name": "pages", "emptyDir": {}}, {"name": "other", "emptyDir": {}}],
    },
}


def test_every_container_gets_a_pod_of_its_own() -> None:
    found = dict(separate_pods(POD))

    assert list(found) == ["setup", "web", "log"]
    assert {name: pod["metadata"]["name"] for name, pod in found.items()} == {
        "setup": "shop-setup-apart",
        "web": "shop-web-apart",
        "log": "shop-log-apart",
    }
    assert [len(pod["spec"]["containers"]) for pod in found.values()] == [1, 1, 1]


def test_it_keeps_what_is_its_own() -> None:
    web, log = (dict(separate_pods(POD))[name]["spec"] for name in ("web", "log"))

    assert web["volumes"] == [{"name": "pages", "emptyDir": {}}]
    assert web["securityContext"] == {"runAsUser": 1000}
    assert log["containers"][0]["env"] == [{"name": "A", "value": "b"}]
    assert "volumes" not in log


def test_nobody_looks_after_it() -> None:
    web = dict(separate_pods(POD))["web"]["spec"]

    assert web["restartPolicy"] == "Never"
    assert web["containers"][0].keys() == {"name", "image", "volumeMounts"}
    assert "shareProcessNamespace" not in web


def test_long_names_stay_apart_and_valid() -> None:
    names = {name_apart("p" * 63, container) for container in ("a" * 63, "a" * 62 + "b")}

    assert len(names) == 2
    assert all(len(name) <= 63 for name in names)


@pytest.mark.parametrize("slug", [example.slug for example in examples()])
def test_every_example_comes_apart_into_valid_pods(slug: str) -> None:
    example = next(each for each in examples() if each.slug == slug)
    pod = next(d.object for d in parse_manifest(example.manifest).documents if d.kind == "Pod")

    for _, alone in separate_pods(pod):
        document = parse_manifest(json.dumps(alone)).documents[0]
        assert list(validate_document(document)) == []
