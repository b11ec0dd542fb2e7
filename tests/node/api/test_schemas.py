"""The schemas behind kubectl explain: types, references and Kubernetes' descriptions."""

import json
import re
from typing import Any

import pytest

from podlab.node.api.discovery.schemas import schemas_of
from podlab.node.api.kinds import KINDS, ResourceKind

CORE = "io.k8s.api.core.v1."
SCHEMAS = schemas_of(KINDS)


def field(owner: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(SCHEMAS[CORE + owner]["properties"][name])
    assert found.pop("description")
    return found


def reference(name: str) -> dict[str, Any]:
    return {"allOf": [{"$ref": f"#/components/schemas/{name}"}]}


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        ("Container", "image", {"type": "string"}),
        ("Container", "tty", {"type": "boolean"}),
        ("ContainerPort", "containerPort", {"type": "integer", "format": "int32"}),
        ("PodSpec", "terminationGracePeriodSeconds", {"type": "integer", "format": "int64"}),
        ("PodSpec", "containers", {"type": "array", "items": reference(CORE + "Container")}),
        ("Pod", "spec", reference(CORE + "PodSpec")),
        ("Pod", "metadata", reference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")),
        ("HTTPGetAction", "port", reference("io.k8s.apimachinery.pkg.util.intstr.IntOrString")),
        ("ConfigMap", "data", {"type": "object", "additionalProperties": {"type": "string"}}),
        (
            "ResourceRequirements",
            "limits",
            {
                "type": "object",
                "additionalProperties": reference("io.k8s.apimachinery.pkg.api.resource.Quantity"),
            },
        ),
    ],
)
def test_a_field_has_its_type(owner: str, name: str, expected: dict[str, Any]) -> None:
    assert field(owner, name) == expected


def test_required_fields_are_marked() -> None:
    assert SCHEMAS[CORE + "PodSpec"]["required"] == ["containers"]
    assert SCHEMAS[CORE + "VolumeMount"]["required"] == ["mountPath", "name"]


def test_descriptions_are_kubernetes_own() -> None:
    container = SCHEMAS[CORE + "Container"]

    assert container["description"].startswith("A single application container")
    command = container["properties"]["command"]["description"]
    assert command.startswith("Entrypoint array. Not executed within a shell.")
    assert "``" not in json.dumps(SCHEMAS)


def test_every_field_is_described_and_every_reference_leads_somewhere() -> None:
    silent = [
        f"{owner}.{name}"
        for owner, schema in SCHEMAS.items()
        for name, each in schema.get("properties", {}).items()
        if not each["description"]
    ]
    references = set(re.findall(r"#/components/schemas/([\w.]+)", json.dumps(SCHEMAS)))

    assert silent == []
    assert references <= set(SCHEMAS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plural)
def test_every_kind_that_is_served_has_a_schema(kind: ResourceKind) -> None:
    group = (kind.group or "core").partition(".")[0]
    name = f"io.k8s.api.{group}.{kind.version}.{kind.kind}"
    named = {"group": kind.group, "version": kind.version, "kind": kind.kind}

    assert SCHEMAS[name]["x-kubernetes-group-version-kind"] == [named]
