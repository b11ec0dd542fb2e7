"""The OpenAPI document: what can be written and how, for kubectl's checks and kubectl explain."""

import functools
import hashlib

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import encode, json_response
from podlab.node.api.discovery.schemas import schemas_of
from podlab.node.api.discovery.version import GIT_VERSION
from podlab.node.api.kinds import API_VERSIONS, ResourceKind, kinds_of, root_of
from podlab.pods.objects import JsonObject

OPTIONS = ("dryRun", "fieldManager", "fieldValidation")
FOR_EVER = "public, immutable, max-age=31536000"


async def openapi_index(_: Request) -> Response:
    """GET /openapi/v3."""
    urls = {
        root_of(each).lstrip("/"): f"/openapi/v3{root_of(each)}?hash={document_text(each)[1]}"
        for each in API_VERSIONS
    }
    paths = {root: {"serverRelativeURL": url} for root, url in urls.items()}
    return json_response({"paths": paths})


async def openapi_of(api_version: str, request: Request) -> Response:
    """GET /openapi/v3/<group and version>; kubectl keeps the answer when it knows the hash."""
    text, digest = document_text(api_version)
    headers = {"ETag": f'"{digest}"', "Vary": "Accept"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if request.query_params.get("hash") == digest:
        headers["Cache-Control"] = FOR_EVER
    return Response(text, media_type="application/json", headers=headers)


@functools.cache
def document_text(api_version: str) -> tuple[bytes, str]:
    """The document as JSON, and its hash; the same for as long as the process lives."""
    text = encode(document_of(api_version))
    return text, hashlib.sha256(text).hexdigest()


def document_of(api_version: str) -> JsonObject:
    """The paths of a group with the query options of what writes, and the schemas."""
    paths: JsonObject = {}
    kinds = kinds_of(api_version)
    for kind in kinds:
        place = "/namespaces/{namespace}" if kind.namespaced else ""
        collection = f"{root_of(api_version)}{place}/{kind.plural}"
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
        "components": {"schemas": schemas_of(kinds)},
    }


def _operation(kind: ResourceKind, action: str) -> JsonObject:
    options = () if action == "get" else OPTIONS
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
        for name in options
    ]
    return {
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": kind.identity,
        "parameters": parameters,
        "responses": {"200": {"description": "OK"}},
    }
