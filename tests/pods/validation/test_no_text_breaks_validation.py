"""Whatever is written: an answer comes, and every error says where."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.pods.defaults import default_object
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import parse_manifest
from podlab.pods.objects import pod_of
from podlab.pods.validation import structure_errors, validate_document, validate_object

NAMES = [
    "apiVersion", "kind", "metadata", "name", "labels", "annotations", "namespace", "spec",
    "containers", "initContainers", "image", "command", "args", "env", "envFrom", "value",
    "valueFrom", "fieldRef", "fieldPath", "resourceFieldRef", "resource", "divisor",
    "configMapKeyRef", "key", "ports", "containerPort", "hostPort", "protocol", "volumes",
    "volumeMounts", "mountPath", "subPath", "emptyDir", "sizeLimit", "configMap", "secret",
    "items", "path", "mode", "defaultMode", "projected", "sources", "downwardAPI", "resources",
    "limits", "requests", "cpu", "memory", "livenessProbe", "httpGet", "port", "exec",
    "lifecycle", "preStop", "sleep", "seconds", "securityContext", "runAsUser", "sysctls",
    "restartPolicy", "hostAliases", "ip", "dnsConfig", "nameservers", "readinessGates", "os",
    "data", "binaryData", "stringData", "type", "serviceAccountToken", "expirationSeconds",
]  # fmt: skip
WORDS = ["", "v1", "Pod", "ConfigMap", "Secret", "a", "A b", "..", "/x", "-1Mi", "1Gi", "5", "~"]
LEAVES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text()
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=25,
)
PIECES = st.sampled_from(
    ["\n", "  ", "- ", ": ", "{", "}", "[", "]", ",", "&a ", "*a", "<<: ", "'", '"', "|", ">",
     "\t", "#", "!!str ", "---\n", "? ", "%", "@", "\\", "\x00", "\ud800", "é", *NAMES[:20], *WORDS]
)  # fmt: skip


def errors_in(text: str) -> tuple[FieldError, ...]:
    try:
        manifest = parse_manifest(text)
    except InvalidManifest as invalid:
        return invalid.errors
    return tuple(error for each in manifest.documents for error in validate_document(each))


@settings(max_examples=80)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_any_text_is_answered_at_a_line(text: str) -> None:
    assert all(error.line for error in errors_in(text))


@settings(max_examples=60)
@given(st.sampled_from(["Pod", "ConfigMap", "Secret"]), TREES, TREES)
def test_any_json_is_answered_at_a_line(kind: str, metadata: Any, body: Any) -> None:
    field = "spec" if kind == "Pod" else "data"
    obj = {"apiVersion": "v1", "kind": kind, "metadata": metadata, field: body}

    assert all(error.line for error in errors_in(json.dumps(obj)))


@settings(max_examples=80)
@given(st.sampled_from(["Pod", "ConfigMap", "Secret", "Namespace"]), TREES, TREES)
def test_any_object_is_answered_at_a_path(kind: str, metadata: Any, body: Any) -> None:
    obj = {"metadata": metadata, "spec": {"containers": body, "volumes": body}, "data": body}
    structure = structure_errors(kind, obj)
    default_object(kind, obj)

    assert all(error.path for error in structure.field_errors())
    assert all(error.path or "Too long" in error.problem for error in validate_object(kind, obj))


@settings(max_examples=60)
@given(TREES, TREES)
def test_pod_without_errors_has_its_types(metadata: Any, body: Any) -> None:
    container = {"name": "c", "image": "i", **(body if isinstance(body, dict) else {})}
    obj = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"labels": metadata, "name": "web"},
        "spec": {"containers": [container], "volumes": body, "affinity": metadata},
    }
    complete = default_object("Pod", obj)

    if not validate_object("Pod", obj):
        assert pod_of(complete).to_dict()
