"""What may be written in a manifest, for the editor: the API's own schema, made small.

It comes from the OpenAPI document that `kubectl explain` reads: that of the cluster at hand.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from podlab.cluster import connect
from podlab.pods.objects import JsonObject
from podlab.sandbox.compose.images import images

KINDS = ("Pod", "ConfigMap", "Secret", "PersistentVolumeClaim")
LEFT_OUT = {"status", "managedFields", "ephemeralContainers"}  # what nobody writes into a manifest
LONGEST_SENTENCE = 260
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z`\"'])")
REFERENCE = re.compile(r"#/components/schemas/(.*)")
WORDS: Mapping[str, tuple[str, ...]] = {
    "PodSpec.restartPolicy": ("Always", "OnFailure", "Never"),
    "PodSpec.dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "PodSecurityContext.fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "Container.imagePullPolicy": ("Always", "IfNotPresent", "Never"),
    "Container.restartPolicy": ("Always",),
    "Container.terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
    "ContainerPort.protocol": ("TCP", "UDP", "SCTP"),
    "EmptyDirVolumeSource.medium": ("Memory",),
    "PersistentVolumeClaimSpec.storageClassName": ("standard",),
    "HTTPGetAction.scheme": ("HTTP", "HTTPS"),
    "ObjectFieldSelector.fieldPath": (
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "status.podIP",
        "status.hostIP",
    ),
    "ResourceFieldSelector.resource": (
        "limits.cpu", "limits.memory", "requests.cpu", "requests.memory",
    ),
    "SeccompProfile.type": ("RuntimeDefault", "Localhost", "Unconfined"),
    "Secret.type": ("Opaque",),
}  # fmt: skip

_packed: dict[str, bytes] = {}


async def packed_schema() -> bytes:
    """The schema as JSON in gzip; asked for once. Raises `ClusterError`."""
    if "v1" not in _packed:
        document = await (await connect()).openapi()
        text = json.dumps(compact(document["components"]["schemas"]), separators=(",", ":"))
        _packed["v1"] = gzip.compress(text.encode(), mtime=0)
    return _packed["v1"]


def compact(schemas: Mapping[str, JsonObject]) -> JsonObject:
    """`types` by their short name; of each field its type and what it is for, in a sentence or two.

    A type is a word of JSON schema, another type's name, or one of these after `[]` or `{}`.
    """
    names = {short(name): name for name in schemas}
    types: dict[str, Any] = {}
    ahead = list(KINDS)
    while ahead:
        name = ahead.pop()
        if name in types or name not in names:
            continue
        properties = schemas[names[name]].get("properties", {})
        types[name] = {
            field: [type_of(schema), brief(schema.get("description", ""))]
            for field, schema in properties.items()
            if field not in LEFT_OUT
        }
        ahead += [kind.lstrip("[]{}") for kind, _ in types[name].values()]
    known = {name: fields for name, fields in types.items() if fields}
    offered = [[image.name, image.summary] for image in images()]
    return {"kinds": KINDS, "types": known, "words": WORDS, "images": offered}


def type_of(schema: JsonObject) -> str:
    """The type in one word."""
    for reference in references(schema):
        return short(reference)
    match schema.get("type"):
        case "array":
            return "[]" + type_of(schema["items"])
        case "object" if "additionalProperties" in schema:
            return "{}" + type_of(schema["additionalProperties"])
        case word:
            return str(word or "string")


def references(schema: JsonObject) -> Iterator[str]:
    """The schemas that this one stands for: one, or none."""
    for each in (schema, *schema.get("allOf", [])):
        if found := REFERENCE.fullmatch(each.get("$ref", "")):
            yield found[1]


def short(name: str) -> str:
    """`io.k8s.api.core.v1.Container` is `Container`."""
    return name.rpartition(".")[2]


def brief(description: str) -> str:
    """As many whole sentences as fit, at least one."""
    first, *more = SENTENCE.split(description)
    for sentence in more:
        if len(first) + len(sentence) >= LONGEST_SENTENCE or sentence.startswith("More info"):
            break
        first += f" {sentence}"
    return first
