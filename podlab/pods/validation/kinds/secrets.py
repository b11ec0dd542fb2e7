"""Rules of Secrets: their keys, their size, and what each type has to hold.

Source: validation.go, ValidateSecret.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping

from podlab.pods.decoding.json_syntax import object_problem
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names
from podlab.pods.validation.sentences import invalid, required, too_long

DATA_LIMIT = 1024 * 1024  # bytes of all values of one ConfigMap or Secret
REDACTED = "<secret contents redacted>"
SERVICE_ACCOUNT = "kubernetes.io/service-account.name"
BASIC_AUTH = ("username", "password")
PRIVATE_KEY = "ssh-privatekey"
TLS = ("tls.crt", "tls.key")
JSON_KEYS = {
    "kubernetes.io/dockercfg": ".dockercfg",
    "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
}
LOG_IN = (
    "kubectl create secret docker-registry writes it; in a file, put the JSON under stringData."
)


def secret_errors(obj: JsonObject) -> Iterator[FieldError]:
    """Everything wrong with a Secret but its metadata."""
    data = obj.get("data") or {}
    for key in data:
        yield from key_errors("data", key)
    if sum(len(value) * 3 // 4 for value in data.values()) > DATA_LIMIT:
        yield too_long("data", DATA_LIMIT)
    match obj.get("type") or "Opaque":
        case "kubernetes.io/service-account-token":
            annotations = (obj.get("metadata") or {}).get("annotations") or {}
            if not annotations.get(SERVICE_ACCOUNT):
                yield required(f"metadata.annotations[{SERVICE_ACCOUNT}]")
        case "kubernetes.io/dockercfg" | "kubernetes.io/dockerconfigjson" as kind:
            yield from _json(data, JSON_KEYS[kind])
        case "kubernetes.io/basic-auth" if not data.keys() & set(BASIC_AUTH):
            yield from (required(f"data[{key}]") for key in BASIC_AUTH)
        case "kubernetes.io/ssh-auth" if not data.get(PRIVATE_KEY):
            yield required(f"data[{PRIVATE_KEY}]")
        case "kubernetes.io/tls":
            yield from (required(f"data[{key}]") for key in TLS if key not in data)
        case _:
            return


def key_errors(field: str, key: str) -> Iterator[FieldError]:
    """What keeps a text from being a key, which may become a file's name."""
    for problem in names.config_key(key):
        yield invalid(f"{field}[{key}]", key, problem)


def _json(data: Mapping[str, str], key: str) -> Iterator[FieldError]:
    if key not in data:
        yield required(f"data[{key}]")
        return
    try:
        content = base64.b64decode(data[key])
    except binascii.Error:
        return  # told where the structure is looked at
    if problem := object_problem(content):
        yield invalid(f"data[{key}]", REDACTED, problem, LOG_IN)
