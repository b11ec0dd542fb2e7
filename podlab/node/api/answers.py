"""Objects and lists as responses."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.kinds import ResourceKind
from podlab.node.api.tables.table import make_table, wants_table
from podlab.node.store import Listing
from podlab.pods.objects import JsonObject

MOST_WARNED = 4096  # characters of all Warning headers together
SHORT_WARNING = 256


def encode(obj: JsonObject) -> bytes:
    """JSON text, as short as possible; in ASCII, so that no string can break it."""
    return json.dumps(obj, separators=(",", ":")).encode()


def json_response(obj: JsonObject, code: int = 200, warnings: Iterable[str] = ()) -> Response:
    """An object with a Warning header for each sentence, which kubectl prints first."""
    response = Response(encode(obj), code, media_type="application/json")
    for warning in _not_too_much(list(dict.fromkeys(map(_printable, warnings)))):
        quoted = warning.replace("\\", "\\\\").replace('"', '\\"')
        response.raw_headers.append((b"warning", f'299 - "{quoted}"'.encode()))
    return response


def object_response(
    request: Request,
    kind: ResourceKind,
    obj: JsonObject,
    code: int = 200,
    warnings: Iterable[str] = (),
) -> Response:
    """One object, or a table of one row when that is asked for."""
    full = typed(kind, obj)
    if wants_table(request):
        full = make_table(request, kind.plural, [full], datetime.now(UTC))
        full["metadata"] = {"resourceVersion": obj["metadata"].get("resourceVersion", "")}
    return json_response(full, code, warnings)


def list_response(request: Request, kind: ResourceKind, listing: Listing) -> Response:
    """Objects as a list or as a table."""
    items = [typed(kind, item) for item in listing.items]
    metadata = {"resourceVersion": str(listing.resource_version)}
    if wants_table(request):
        table = make_table(request, kind.plural, items, datetime.now(UTC))
        return json_response({**table, "metadata": metadata})
    return json_response(
        {
            "kind": f"{kind.kind}List",
            "apiVersion": kind.api_version,
            "metadata": metadata,
            "items": items,
        }
    )


def typed(kind: ResourceKind, obj: JsonObject) -> JsonObject:
    """The object with its kind, whoever stored it."""
    return {**obj, "kind": kind.kind, "apiVersion": kind.api_version}


def _printable(text: str) -> str:
    """A header is one line of text in UTF-8; what a header can't hold becomes a space."""
    return "".join(each if each.isprintable() else " " for each in text)


def _not_too_much(warnings: list[str]) -> list[str]:
    """All of them, or short ones as far as they fit, as the API server does."""
    if sum(map(len, warnings)) <= MOST_WARNED:
        return warnings
    return [each[:SHORT_WARNING] for each in warnings[: MOST_WARNED // SHORT_WARNING]]
