"""What each type of Secret has to hold."""

import json
from typing import Any

import pytest

from podlab.pods.decoding.json_syntax import object_problem
from podlab.pods.validation import validate_object

JSON = "kubernetes.io/dockerconfigjson"
REDACTED = 'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": '
GO_TYPE = "json: cannot unmarshal %s into Go value of type map[string]interface {}"
LOGIN = json.dumps({"auths": {"example.com": {"auth": "YTpi"}}})


def sentences(
    kind: str, data: dict[str, str], annotations: dict[str, str] | None = None
) -> list[str]:
    secret: dict[str, Any] = {
        "apiVersion": "v1", "kind": "Secret", "type": kind, "stringData": data,
        "metadata": {"name": "s", "annotations": annotations or {}},
    }  # fmt: skip
    return [error.sentence for error in validate_object("Secret", secret)]


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("Opaque", {}, []),
        ("example.com/mine", {"a": "b"}, []),
        (JSON, {".dockerconfigjson": LOGIN}, []),
        (JSON, {".dockerconfigjson": "null"}, []),
        (JSON, {"other": LOGIN}, ["data[.dockerconfigjson]: Required value"]),
        (JSON, {".dockerconfigjson": ""}, [f"{REDACTED}unexpected end of JSON input"]),
        (JSON, {".dockerconfigjson": "hello"},
         [f"{REDACTED}invalid character 'h' looking for beginning of value"]),
        (JSON, {".dockerconfigjson": "[]"},
         [f"{REDACTED}{GO_TYPE % 'array'}"]),
        ("kubernetes.io/dockercfg", {}, ["data[.dockercfg]: Required value"]),
        ("kubernetes.io/basic-auth", {"username": "a"}, []),
        ("kubernetes.io/basic-auth", {"password": ""}, []),
        ("kubernetes.io/basic-auth", {},
         ["data[username]: Required value", "data[password]: Required value"]),
        ("kubernetes.io/ssh-auth", {"ssh-privatekey": "a"}, []),
        ("kubernetes.io/ssh-auth", {"ssh-privatekey": ""},
         ["data[ssh-privatekey]: Required value"]),
        ("kubernetes.io/tls", {"tls.crt": "", "tls.key": ""}, []),
        ("kubernetes.io/tls", {}, ["data[tls.crt]: Required value",
                                   "data[tls.key]: Required value"]),
        ("kubernetes.io/service-account-token", {},
         ["metadata.annotations[kubernetes.io/service-account.name]: Required value"]),
    ],
)  # fmt: skip
def test_type(kind: str, data: dict[str, str], told: list[str]) -> None:
    assert sentences(kind, data) == told


def test_token_of_an_account() -> None:
    named = {"kubernetes.io/service-account.name": "default"}

    assert sentences("kubernetes.io/service-account-token", {}, named) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": [1, -2.5e+3, true, null, "\\u00e9"]}', ""),
        ("[" * 20_000, "invalid character '[' exceeded max depth"),
        ("{", "unexpected end of JSON input"),
        ('{"a"', "unexpected end of JSON input"),
        ("-", "invalid character ' ' in numeric literal"),
        ("01", "invalid character '1' after top-level value"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        ("1e", "invalid character ' ' in exponent of numeric literal"),
        ("tru}", "invalid character '}' in literal true (expecting 'e')"),
        ("{'a': 1}", "invalid character '\\'' looking for beginning of object key string"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a": 1 "b"}', "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ('"\n"', "invalid character '\\n' in string literal"),
        ('"\\x"', "invalid character 'x' in string escape code"),
        ('"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"),
        ("é", "invalid character 'Ã' looking for beginning of value"),
        ("true", GO_TYPE % "bool"),
        ("1", GO_TYPE % "number"),
    ],
)
def test_what_go_says_of_json(text: str, told: str) -> None:
    assert object_problem(text.encode()) == told
