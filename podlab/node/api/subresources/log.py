"""GET …/log: a container's output as text, for as long as it is followed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request
from podlab.node.api.requests.options import is_true, whole_number
from podlab.node.api.requests.target import Target
from podlab.node.api.subresources.finding import find_container
from podlab.node.api.subresources.tasks import end_tasks
from podlab.node.runtime import LogOptions, LogUnavailable
from podlab.pods.objects import parse_timestamp

SECONDS_FOR_A_REFUSAL = 1.0  # after that the answer begins, though nothing has been logged yet


async def read_log(request: Request, context: ApiContext, target: Target) -> Response:
    """The log; raises ApiError 400 when there is none."""
    options = _read_options(request)
    wanted = request.query_params.get("container", "")
    uid, container = find_container(context, target.namespace, target.name, wanted)
    chunks = context.runtime.open_log(uid, container, options)
    first = asyncio.ensure_future(_next(chunks))
    await asyncio.wait({first}, timeout=SECONDS_FOR_A_REFUSAL)
    if first.done() and isinstance(error := first.exception(), LogUnavailable):
        raise bad_request(str(error)) from error
    return StreamingResponse(_until_closing(context, first, chunks), media_type="text/plain")


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)


async def _until_closing(
    context: ApiContext, first: "asyncio.Future[bytes | None]", chunks: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    closing = asyncio.ensure_future(context.closing.wait())
    step = first
    try:
        while True:
            tasks: set[asyncio.Future[Any]] = {step, closing}
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():
                return
            chunk = step.result()
            if chunk is None:
                return
            yield chunk
            step = asyncio.ensure_future(_next(chunks))
    except LogUnavailable as error:
        yield f"{error}\n".encode()
    finally:
        await end_tasks({closing, step})
        if aclose := getattr(chunks, "aclose", None):
            await aclose()


def _read_options(request: Request) -> LogOptions:
    query = request.query_params
    if query.get("stream") not in (None, "", "All"):
        raise bad_request("stream: Podlab serves a log with both streams only")
    since = None
    if seconds := whole_number(request, "sinceSeconds"):
        since = datetime.now(UTC) - timedelta(seconds=min(seconds, 10**9))
    elif text := query.get("sinceTime"):
        since = parse_timestamp(text)
        if since is None:
            raise bad_request(f'sinceTime: Invalid value: "{text}": must be an RFC 3339 time')
    return LogOptions(
        follow=is_true(request, "follow"),
        tail_lines=whole_number(request, "tailLines"),
        since=since,
        timestamps=is_true(request, "timestamps"),
        previous=is_true(request, "previous"),
        limit_bytes=whole_number(request, "limitBytes"),
    )
