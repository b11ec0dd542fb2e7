"""What stands in ConfigMap, Secret, downwardAPI and projected volumes."""

from typing import Any, cast

import pytest
from lightkube.models.core_v1 import Pod, Volume

from podlab.pods.expansion import MissingSource
from podlab.pods.objects import JsonObject, pod_of
from podlab.pods.volumes import File, Sources, volume_files

SOURCES = Sources(
    {"settings": {"data": {"b": "2", "a": "1"}, "binaryData": {"raw": "AP8="}}},
    {"door": {"data": {"word": "c2VzYW1l"}}},
)
LIMITS = {"limits": {"cpu": "1500m", "memory": "100Mi"}, "requests": {"cpu": "250m"}}
POD = pod_of(
    {
        "metadata": {
            "name": "web",
            "namespace": "learner-1",
            "uid": "u-1",
            "labels": {"tier": "front", "app": "shop"},
            "annotations": {"note": 'say "hi"\n'},
        },
        "spec": {"containers": [{"name": "c", "resources": LIMITS}, {"name": "d"}]},
    }
)


def files(kind: str, source: JsonObject, pod: Pod = POD) -> list[File] | None:
    volume = cast("Volume", Volume.from_dict({"name": "v", kind: source}))
    return volume_files(volume, pod, SOURCES)


def downward(**source: Any) -> list[File] | None:
    return files("downwardAPI", {"items": [{"path": "it", **source}]})


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        (
            "configMap",
            {"name": "settings"},
            [File("a", b"1"), File("b", b"2"), File("raw", b"\0\xff")],
        ),
        ("secret", {"secretName": "door"}, [File("word", b"sesame")]),
        ("secret", {"secretName": "door", "defaultMode": 0}, [File("word", b"sesame", 0)]),
        (
            "configMap",
            {
                "name": "settings",
                "defaultMode": 0o640,
                "items": [{"key": "b", "path": "deep/b"}, {"key": "a", "path": "a", "mode": 0o400}],
            },
            [File("a", b"1", 0o400), File("deep/b", b"2", 0o640)],
        ),
        ("configMap", {"name": "none", "optional": True}, []),
        ("secret", {"secretName": "none", "optional": True}, []),
        (
            "configMap",
            {
                "name": "settings",
                "optional": True,
                "items": [{"key": "a", "path": "a"}, {"key": "none", "path": "n"}],
            },
            [File("a", b"1")],
        ),
        ("emptyDir", {}, None),
    ],
)
def test_files_of_a_volume(kind: str, source: JsonObject, expected: list[File] | None) -> None:
    assert files(kind, source) == expected


@pytest.mark.parametrize(
    ("kind", "source", "problem"),
    [
        ("configMap", {"name": "none"}, 'configmap "none" not found'),
        ("secret", {"secretName": "none"}, 'secret "none" not found'),
        (
            "configMap",
            {"name": "settings", "items": [{"key": "k", "path": "p"}]},
            "configmap references non-existent config key: k",
        ),
        (
            "secret",
            {"secretName": "door", "items": [{"key": "k", "path": "p"}]},
            "references non-existent secret key: k",
        ),
        (
            "projected",
            {"sources": [{"secret": {"name": "x"}}, {"configMap": {"name": "settings"}}]},
            'secret "x" not found',
        ),
        (
            "projected",
            {"sources": [{"secret": {"name": "x"}}, {"configMap": {"name": "y"}}]},
            '[secret "x" not found, configmap "y" not found]',
        ),
    ],
)
def test_what_is_missing_is_named(kind: str, source: JsonObject, problem: str) -> None:
    with pytest.raises(MissingSource) as missing:
        files(kind, source)

    assert str(missing.value) == problem


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("metadata.name", "web"),
        ("metadata.namespace", "learner-1"),
        ("metadata.uid", "u-1"),
        ("metadata.labels", 'app="shop"\ntier="front"'),
        ("metadata.labels['app']", "shop"),
        ("metadata.annotations", r'note="say \"hi\"\n"'),
        ("metadata.annotations['none']", ""),
    ],
)
def test_field_as_a_file(path: str, text: str) -> None:
    assert downward(fieldRef={"fieldPath": path}) == [File("it", text.encode())]


@pytest.mark.parametrize(
    ("container", "resource", "divisor", "text"),
    [
        ("c", "limits.cpu", "1", "2"),
        ("c", "limits.cpu", "1m", "1500"),
        ("c", "limits.memory", "1Mi", "100"),
        ("c", "requests.cpu", "1m", "250"),
        ("d", "limits.memory", "1Gi", "4"),
        ("d", "requests.memory", "0", "0"),
    ],
)
def test_resource_as_a_file(container: str, resource: str, divisor: str, text: str) -> None:
    reference = {"containerName": container, "resource": resource, "divisor": divisor}

    assert downward(resourceFieldRef=reference) == [File("it", text.encode())]


def test_projected_volume_has_all_sources_in_one_tree_under_one_mode() -> None:
    name = {"path": "me/name", "fieldRef": {"fieldPath": "metadata.name"}}
    sources = [
        {"configMap": {"name": "settings", "items": [{"key": "a", "path": "a"}]}},
        {"secret": {"name": "door", "items": [{"key": "word", "path": "w", "mode": 0o400}]}},
        {"downwardAPI": {"items": [name]}},
        {"secret": {"name": "none", "optional": True}},
    ]

    assert files("projected", {"defaultMode": 0o440, "sources": sources}) == [
        File("a", b"1", 0o440),
        File("me/name", b"web", 0o440),
        File("w", b"sesame", 0o400),
    ]


def test_later_source_wins() -> None:
    sources = [
        {"configMap": {"name": "settings", "items": [{"key": key, "path": "x"}]}} for key in "ab"
    ]

    assert files("projected", {"sources": sources}) == [File("x", b"2")]
