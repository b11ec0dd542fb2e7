"""The OpenAPI document: what can be written and how, for kubectl's checks and kubectl explain."""

import functools
import hashlib

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import encode, json_response
from podlab.node.api.discovery.schemas import schemas_of
from podlab.node.api.discovery.version import GIT_VERSION
from podlab.node.api.kinds import KINDS, ResourceKind
from podlab.pods.objects import JsonObject

OPTIONS = ("dryRun", "fieldManager", "fieldValidation")
FOR_EVER = "public, immutable, max-age=31536000"


async def openapi_index(_: Request) -> Response:
    """GET /openapi/v3."""
    url = f"/openapi/v3/api/v1?hash={core_text()[1]}"
    return json_response({"paths": {"api/v1": {"serverRelativeURL": url}}})


async def openapi_core(request: Request) -> Response:
    """GET /openapi/v3/api/v1; kubectl keeps the answer when it knows the hash."""
    text, digest = core_text()
    headers = {"ETag": f'"{digest}"', "Vary": "Accept"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if request.query_params.get("hash") == digest:
        headers["Cache-Control"] = FOR_EVER
    return Response(text, media_type="application/json", headers=headers)


@functools.cache
def core_text() -> tuple[bytes, str]:
    """The document as JSON, and its hash; the same for as long as the process lives."""
    text = encode(core_document())
    return text, hashlib.sha256(text).hexdigest()


def core_document() -> JsonObject:
    """The paths of the core group with the query options of what writes, and the schemas."""
    paths: JsonObject = {}
    for kind in KINDS:
        place = "/namespaces/{namespace}" if kind.namespaced else ""
        collection = f"/api/v1{place}/{kind.plural}"
        if "create" in kind.verbs:
            paths[collection] = {"post": _operation(kind, "post")}
        methods = {"get": _operation(kind, "get")}
        if "patch" in kind.verbs:
            methods |= {"put": _operation(kind, "put"), "patch": _operation(kind, "patch")}
        paths[f"{collection}/{{name}}"] = methods
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": GIT_VERSION},
        "paths": paths,
        "components": {"schemas": schemas_of(kind.kind for kind in KINDS)},
    }


def _operation(kind: ResourceKind, action: str) -> JsonObject:
    options = () if action == "get" else OPTIONS
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
        for name in options
    ]
    return {
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": {"group": "", "version": "v1", "kind": kind.kind},
        "parameters": parameters,
        "responses": {"200": {"description": "OK"}},
    }
