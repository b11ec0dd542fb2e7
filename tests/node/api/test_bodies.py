"""Bodies: JSON, YAML and protobuf; too large, too deep, too odd."""

import json
import struct
import time

import pytest
from starlette.testclient import TestClient

from podlab.node.api.protobuf.decoder import CannotDecode, decode_object
from tests.node.api.conftest import PODS, pod_manifest

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
PROTOBUF = {"Content-Type": "application/vnd.kubernetes.protobuf"}
YAML = {"Content-Type": "application/yaml"}
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: main
    image: nginx
"""


def field(number: int, data: bytes) -> bytes:
    return bytes([number << 3 | 2, len(data)]) + data


def entry(key: str, value: bytes) -> bytes:
    return field(1, key.encode()) + field(2, value)


def envelope(api_version: str, kind: str, raw: bytes) -> bytes:
    type_meta = field(1, api_version.encode()) + field(2, kind.encode())
    return b"k8s\x00" + field(1, type_meta) + field(2, raw) + field(3, b"") + field(4, b"")


def test_yaml_is_a_pod_too(api: TestClient) -> None:
    answer = api.post(PODS, content=MANIFEST, headers=YAML)

    assert answer.status_code == 201
    assert answer.json()["spec"]["containers"][0]["image"] == "nginx"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MANIFEST + "    image: redis\n", "line 8"),
        (MANIFEST.replace("  - name", "\t- name"), "line 6"),
        (MANIFEST + "---\n" + MANIFEST, "one YAML document"),
        ("", "no objects"),
    ],
)
def test_yaml_is_read_strictly(api: TestClient, text: str, says: str) -> None:
    answer = api.post(PODS, content=text, headers=YAML)

    assert answer.status_code == 400
    assert says in answer.json()["message"]
    assert api.get(f"{PODS}/a").status_code == 404


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "", "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_object_is_400(api: TestClient, text: str) -> None:
    answer = api.post(PODS, content=text, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["kind"] == "Status"


@pytest.mark.parametrize("value", ["NaN", "-Infinity", '"\\ud800"', '"\\uDFFF x"', "1" * 5000])
def test_values_that_would_break_an_answer_are_refused(api: TestClient, value: str) -> None:
    text = json.dumps(pod_manifest()).replace('"app": "a"', f'"app": {value}')

    answer = api.post(PODS, content=text, headers={"Content-Type": "application/json"})
    patch = f'{{"metadata": {{"annotations": {{"x": {value}}}}}}}'
    headers = {"Content-Type": "application/merge-patch+json"}

    assert answer.status_code == 400
    assert api.patch(f"{PODS}/a", content=patch, headers=headers).status_code == 400
    assert api.get(PODS).json()["items"] == []


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff", b"\xc3"])
def test_bytes_that_are_no_utf_8_are_refused(api: TestClient, raw: bytes) -> None:
    text = json.dumps(pod_manifest()).encode().replace(b'"app": "a"', b'"app": "%b"' % raw)

    answer = api.post(PODS, content=text, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert "is not JSON" in answer.json()["message"]


def test_text_of_all_scripts_comes_back(api: TestClient) -> None:
    sent = pod_manifest()
    sent["metadata"]["annotations"] = {"x": "Größe 🐳 \u0000"}
    text = json.dumps(sent)
    assert "\\ud83d" in text

    api.post(PODS, content=text, headers={"Content-Type": "application/json"})

    assert api.get(f"{PODS}/a").json()["metadata"]["annotations"] == {"x": "Größe 🐳 \u0000"}


def test_a_patch_that_is_too_deep_is_refused(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())
    deep = '{"a":' * 900 + "1" + "}" * 900
    for form in ("merge-patch+json", "strategic-merge-patch+json"):
        headers = {"Content-Type": f"application/{form}"}
        answer = api.patch(f"{PODS}/a", content=deep, headers=headers)
        assert answer.status_code in {200, 400, 422}


def test_a_json_key_that_comes_twice_is_told(api: TestClient) -> None:
    text = json.dumps(pod_manifest()).replace('"kind"', '"kind": "Pod", "kind"')
    headers = {"Content-Type": "application/json"}

    strict = api.post(f"{PODS}?fieldValidation=Strict", content=text, headers=headers)
    warned = api.post(PODS, content=text, headers=headers)

    assert 'duplicate field "kind"' in strict.json()["message"]
    assert warned.headers["Warning"] == '299 - "duplicate field \\"kind\\""'


@pytest.mark.parametrize("text", ["[" * 5_000_000, "a: " + "x" * 5_000_000])
def test_five_megabytes_are_refused_quickly(api: TestClient, text: str) -> None:
    began = time.monotonic()
    answer = api.post(PODS, content=text, headers=YAML)

    assert (answer.status_code, answer.json()["reason"]) == (413, "RequestEntityTooLarge")
    assert time.monotonic() - began < 2


def test_a_large_body_of_unknown_length_is_refused(api: TestClient) -> None:
    pieces = (b"[" * 100_000 for _ in range(50))

    assert api.post(PODS, content=pieces, headers=YAML).status_code == 413


def test_other_forms_are_415(api: TestClient) -> None:
    answer = api.post(PODS, content=b"x", headers={"Content-Type": "application/cbor"})

    assert answer.status_code == 415
    assert "application/yaml" in answer.json()["message"]


def test_protobuf_config_map_is_stored(api: TestClient) -> None:
    metadata = field(1, b"c") + field(2, b"") + field(8, b"\x08\x00")
    data = field(2, entry("key", b"value"))
    binary = field(3, entry("raw", b"\x00\x01"))
    body = envelope("v1", "ConfigMap", field(1, metadata) + data + binary)

    created = api.post(CONFIG_MAPS, content=body, headers=PROTOBUF).json()

    assert created["metadata"]["name"] == "c"
    assert created["data"] == {"key": "value"}
    assert created["binaryData"] == {"raw": "AAE="}
    assert "immutable" not in created


def test_protobuf_keeps_a_pointer_to_false() -> None:
    body = envelope("v1", "Secret", field(3, b"") + b"\x28\x00")

    assert decode_object(body) == {"apiVersion": "v1", "kind": "Secret", "immutable": False}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"k8s\x00",
        b"k8s\x00\x0a\xff",
        b"k8s\x00" + b"\xff" * 20,
        envelope("apps/v1", "Deployment", b""),
        envelope("v1", "ConfigMap", b"\x0a\x01\xff"),
        envelope("v1", "ConfigMap", b"\x08\x01"),
        envelope("v1", "ConfigMap", b"\x0b"),
        envelope("v1", "ConfigMap", field(1, field(8, b"\x08" + b"\xff" * 9 + b"\x01"))),
        struct.pack("<4s100s", b"k8s\x00", bytes(range(100))),
    ],
)
def test_protobuf_that_cannot_be_read_is_refused(api: TestClient, body: bytes) -> None:
    answer = api.post(CONFIG_MAPS, content=body, headers=PROTOBUF)

    assert answer.status_code in {400, 415, 422}
    assert api.get(CONFIG_MAPS).json()["items"] == []


def test_a_kind_that_is_not_read_as_protobuf_says_what_to_do() -> None:
    with pytest.raises(CannotDecode, match="kubectl apply -f -"):
        decode_object(envelope("batch/v1", "CronJob", b""))


def deployment_of(pod_spec: bytes) -> bytes:
    whole = field(1, b"\x08\x00\x10\x01\x1a\x00")
    percent = field(2, b"\x08\x01\x10\x00" + field(3, b"10%"))
    spec = field(3, field(1, b"") + field(2, pod_spec)) + field(4, field(2, whole + percent))
    return envelope("apps/v1", "Deployment", field(1, field(1, b"web")) + field(2, spec))


def test_protobuf_knows_amounts_and_percentages() -> None:
    resources = field(1, entry("memory", field(1, b"64Mi")))
    container = field(1, b"nginx") + field(8, resources)

    spec = decode_object(deployment_of(field(2, container)))["spec"]

    assert spec["strategy"] == {"rollingUpdate": {"maxUnavailable": 1, "maxSurge": "10%"}}
    [found] = spec["template"]["spec"]["containers"]
    assert found == {"name": "nginx", "resources": {"limits": {"memory": "64Mi"}}}


def test_nothing_in_a_protobuf_gets_lost() -> None:
    def with_nfs(content: bytes) -> bytes:
        return deployment_of(field(1, field(2, field(7, content))))

    assert decode_object(with_nfs(b""))["metadata"] == {"name": "web"}
    with pytest.raises(CannotDecode, match="field number 7 here; send JSON"):
        decode_object(with_nfs(field(1, b"x")))
