"""The body of a request as a Kubernetes object: JSON, YAML or protobuf, with a size limit."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.protobuf.decoder import CannotDecode, decode_object
from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import API_LIMITS, parse_manifest
from podlab.pods.objects import JsonObject

Pairs = list[tuple[str, Any]]

LIMIT = 3 * 1024 * 1024  # bytes; the API server's own limit


@dataclass(frozen=True)
class Decoded:
    """An object as it was sent, and the fields that were in it twice."""

    object: JsonObject
    duplicates: tuple[str, ...] = ()


async def read_limited(request: Request) -> bytes:
    """The raw body; raises ApiError 413 as soon as it is too long."""
    chunks, size = [], 0
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > LIMIT:
        raise _too_large()
    async for chunk in request.stream():
        size += len(chunk)
        if size > LIMIT:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


async def read_object(request: Request) -> Decoded:
    """The body as an object; raises ApiError 400, 413 or 415."""
    body = await read_limited(request)
    media_type = content_type(request) or "application/json"
    decode = DECODERS.get(media_type)
    if decode is None:
        raise unsupported(media_type, sorted(DECODERS))
    if decode is decode_yaml:  # slow enough to keep others waiting
        return await asyncio.to_thread(decode, body)
    return decode(body)


def content_type(request: Request) -> str:
    """The media type of the body without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def unsupported(media_type: str, supported: list[str]) -> ApiError:
    """The refusal of a body in a form that is not read here."""
    message = (
        f'the body of the request was in an unknown format "{media_type}"'
        f" - accepted media types include: {', '.join(supported)}"
    )
    return ApiError(415, "UnsupportedMediaType", message)


def decode_json(body: bytes) -> Decoded:
    """A JSON object; of a key that comes twice the last one counts, and its name is kept."""
    duplicates: list[str] = []

    def keep_last(pairs: Pairs) -> JsonObject:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            duplicates.extend(name for name in found if names.count(name) > 1)
        return found

    return Decoded(_an_object(load_json(body, keep_last)), tuple(duplicates))


def load_json(body: bytes, pairs: Callable[[Pairs], JsonObject] = dict) -> Any:
    """Any JSON value; raises ApiError 400 for what JSON or Unicode does not allow."""
    try:
        value = json.loads(body.decode(), object_pairs_hook=pairs, parse_constant=_refuse_constant)
        if b"\\ud" in body.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise bad_request("the JSON in the body is nested too deeply") from None
    except ValueError as error:
        raise bad_request(f"the body of the request is not JSON: {error}") from error
    return value


def decode_yaml(body: bytes) -> Decoded:
    """One YAML document, read as strictly as Podlab's own editor does."""
    try:
        documents = parse_manifest(body, API_LIMITS, kinds=None).documents
    except InvalidManifest as error:
        raise bad_request("; ".join(str(each) for each in error.errors)) from error
    if len(documents) != 1:
        raise bad_request(f"one YAML document is expected, not {len(documents)}")
    return Decoded(documents[0].object)


def decode_protobuf(body: bytes) -> Decoded:
    """A protobuf message of one of the kinds that kubectl sends in no other form."""
    try:
        return Decoded(decode_object(body))
    except CannotDecode as error:
        raise ApiError(415, "UnsupportedMediaType", str(error)) from error


DECODERS: dict[str, Callable[[bytes], Decoded]] = {
    "application/json": decode_json,
    "application/yaml": decode_yaml,
    "application/vnd.kubernetes.protobuf": decode_protobuf,
}


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _an_object(value: object) -> JsonObject:
    if not isinstance(value, dict):
        raise bad_request(f"the body of the request is not an object but {json.dumps(value)[:80]}")
    return value


def _too_large() -> ApiError:
    message = f"Request entity too large: limit is {LIMIT}"
    return ApiError(413, "RequestEntityTooLarge", message)
