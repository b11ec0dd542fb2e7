"""The older OpenAPI document, empty: kubectl asks for it where the newer one has no answer.

It does so for a List and for kinds that nobody serves, and gives up where it gets none.
"""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response
from podlab.node.api.discovery.version import GIT_VERSION

PROTOBUF = "application/com.github.proto-openapi.spec.v2"
TITLE = "Kubernetes"


async def openapi_v2(request: Request) -> Response:
    """GET /openapi/v2, as protobuf or JSON."""
    if PROTOBUF in request.headers.get("accept", ""):
        return Response(as_protobuf(), media_type=f"{PROTOBUF}.v1.0+protobuf")
    info = {"title": TITLE, "version": GIT_VERSION}
    return json_response({"swagger": "2.0", "info": info, "paths": {}, "definitions": {}})


def as_protobuf() -> bytes:
    """The document as a message: swagger is field 1, info 2 (title 1, version 2), paths 8."""
    info = _field(1, TITLE.encode()) + _field(2, GIT_VERSION.encode())
    return _field(1, b"2.0") + _field(2, info) + _field(8, b"")


def _field(number: int, content: bytes) -> bytes:
    """A field of at most 127 bytes, whose length is therefore one byte."""
    return bytes([number << 3 | 2, len(content)]) + content
