"""The OpenAPI document, without schemas: kubectl only looks whether fieldValidation is offered."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import encode, json_response
from podlab.node.api.discovery.version import GIT_VERSION
from podlab.node.api.kinds import KINDS, ResourceKind
from podlab.pods.objects import JsonObject

OPTIONS = ("dryRun", "fieldManager", "fieldValidation")


async def openapi_index(_: Request) -> Response:
    """GET /openapi/v3."""
    digest = hashlib.sha256(encode(core_document())).hexdigest()
    url = f"/openapi/v3/api/v1?hash={digest}"
    return json_response({"paths": {"api/v1": {"serverRelativeURL": url}}})


async def openapi_core(_: Request) -> Response:
    """GET /openapi/v3/api/v1."""
    return json_response(core_document())


def core_document() -> JsonObject:
    """The paths of the core group with the query options of what writes."""
    paths: JsonObject = {}
    for kind in KINDS:
        place = "/namespaces/{namespace}" if kind.namespaced else ""
        collection = f"/api/v1{place}/{kind.plural}"
        if "create" in kind.verbs:
            paths[collection] = {"post": _operation(kind, "post")}
        if "patch" in kind.verbs:
            methods = {"put": _operation(kind, "put"), "patch": _operation(kind, "patch")}
            paths[f"{collection}/{{name}}"] = methods
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": GIT_VERSION},
        "paths": paths,
        "components": {"schemas": {}},
    }


def _operation(kind: ResourceKind, action: str) -> JsonObject:
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
        for name in OPTIONS
    ]
    return {
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": {"group": "", "version": "v1", "kind": kind.kind},
        "parameters": parameters,
        "responses": {"200": {"description": "OK"}},
    }
