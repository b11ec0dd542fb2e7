"""The Table object, and whether a request wants one."""

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request

from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.tables.columns import TABLES
from podlab.node.api.tables.services import SERVICES
from podlab.node.api.tables.storage import STORAGE
from podlab.node.api.tables.workloads import WORKLOADS
from podlab.pods.objects import JsonObject


def wants_table(request: Request) -> bool:
    """Whether the Accept header prefers a table; raises ApiError 406 for forms not made here."""
    ranges = [
        {part.strip() for part in each.split(";")}
        for each in request.headers.get("accept", "").split(",")
    ]
    for parameters in ranges:
        if {"as=Table", "v=v1"} <= parameters:
            return True
        if not any(part.startswith("as=") for part in parameters):
            return False
    message = "only application/json is served, as the object itself or as=Table;v=v1"
    raise ApiError(406, "NotAcceptable", f"{message}; asked for: {request.headers['accept']}")


def make_table(
    request: Request, resource: str, objects: Sequence[JsonObject], now: datetime
) -> JsonObject:
    """Objects as rows; `includeObject` says how much of each object comes along."""
    include = request.query_params.get("includeObject") or "Metadata"
    if include not in ("None", "Metadata", "Object"):
        raise bad_request(f'includeObject: Unsupported value: "{include}"')
    kind = (TABLES | WORKLOADS | STORAGE | SERVICES)[resource]
    rows = []
    for obj in objects:
        row: JsonObject = {"cells": kind.cells(obj, now)}
        if include != "None":
            row["object"] = obj if include == "Object" else _metadata_only(obj)
        rows.append(row)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {},
        "columnDefinitions": [column.definition() for column in kind.columns],
        "rows": rows,
    }


def _metadata_only(obj: JsonObject) -> JsonObject:
    return {
        "kind": "PartialObjectMetadata",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": obj["metadata"],
    }
