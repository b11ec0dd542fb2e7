"""…/namespaces/<ns>/images/<name> of builds.podlab: build an image, read it, take it away.

POST builds: the answer is one JSON object per line, the last is of type `built`, `failed` or
`refused`. Whoever stops listening stops the build. POST …/lint says what is wrong with a
Dockerfile before it is built. A policy that forbids builds refuses all of it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podlab.builds.limits import Refused
from podlab.node.api.answers import json_response
from podlab.node.api.builds.following import follow, once, refusal, stream
from podlab.node.api.builds.orders import order_of, place_of, search_of
from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError
from podlab.node.api.requests.body import read_object
from podlab.node.builds.building import Builder
from podlab.node.builds.diving import dive
from podlab.node.builds.linting import lint
from podlab.node.builds.seams import BuildProblem, Told
from podlab.node.engine.builds.contents import contents_of, read_image
from podlab.node.engine.builds.tags import tag_of
from podlab.node.engine.errors import ImageMissing
from podlab.node.engine.layers import holds_text

GROUP_VERSION = "builds.podlab/v1"
IMAGE = f"/apis/{GROUP_VERSION}/namespaces/{{namespace}}/images/{{name}}"
OFF = (
    "builds are off on this node: a RUN is root's, and no limit keeps it from making processes "
    "without end. They are on under the policy baseline."
)
Answer = TypeVar("Answer")


def build_routes(builder: Builder | None) -> list[Route]:
    """The routes to hand to `create_app`; without a builder all is refused."""
    if builder is None:
        everything = f"/apis/{GROUP_VERSION}/{{path:path}}"
        return [Route(everything, refuse, methods=["GET", "POST", "DELETE"])]
    handlers = Handlers(builder)
    return [
        Route(IMAGE, handlers.build, methods=["POST"]),
        Route(IMAGE, handlers.read, methods=["GET"]),
        Route(IMAGE, handlers.remove, methods=["DELETE"]),
        Route(f"{IMAGE}/lint", handlers.lint, methods=["POST"]),
        Route(f"{IMAGE}/search", handlers.search, methods=["POST"]),
        Route(f"{IMAGE}/contents", handlers.contents, methods=["GET"]),
        Route(f"{IMAGE}/dive", handlers.dive, methods=["GET"]),
    ]


async def refuse(_: Request) -> Response:
    raise ApiError(403, "Forbidden", OFF)


class Handlers:
    """The routes of a node that builds."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    async def build(self, request: Request) -> Response:
        """200 with what happens, line by line; 400 for what is no order."""
        order = order_of(request.path_params, (await read_object(request)).object)
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Told] = asyncio.Queue()

        def tell(told: Told) -> None:
            loop.call_soon_threadsafe(news.put_nowait, told)

        try:
            build = await asyncio.to_thread(self._builder.begin, order, tell)
        except Refused as refused:
            return stream(once(refusal(refused)))
        except BuildProblem as problem:
            return stream(once({"type": "failed", "text": str(problem), "line": 1}))
        return stream(follow(build, news, context_of(request).closing))

    async def lint(self, request: Request) -> Response:
        """200 with what keeps it from being built, and what hadolint says of it."""
        order = order_of(request.path_params, (await read_object(request)).object)
        refusals: Sequence[object] = ()
        try:
            await asyncio.to_thread(self._builder.plan, order)
        except Refused as refused:
            refusals = [asdict(each) for each in refused.refusals]
        except BuildProblem as problem:
            refusals = [{"line": 1, "problem": str(problem), "advice": ""}]
        findings = await asyncio.to_thread(lint, order.dockerfile)
        told = {"refusals": refusals, "findings": [asdict(each) for each in findings]}
        return json_response({"kind": "DockerfileReview", "apiVersion": GROUP_VERSION, **told})

    async def read(self, request: Request) -> Response:
        """200 with what it is made of; 404 where it was not built."""
        seen = await self._asked(request, partial(read_image, self._builder.engine))
        return json_response({"kind": "BuiltImage", "apiVersion": GROUP_VERSION, **asdict(seen)})

    async def contents(self, request: Request) -> Response:
        """200 with what its files are; of a large image it takes seconds."""
        image_id = await self._asked(request, self._image_id)
        seen = await asyncio.to_thread(contents_of, self._builder.engine, image_id)
        return json_response({"kind": "ImageContents", "apiVersion": GROUP_VERSION, **asdict(seen)})

    async def search(self, request: Request) -> Response:
        """200 with whether any layer holds a text."""
        text = search_of((await read_object(request)).object)
        found = await self._asked(request, self._image_id)
        held = await asyncio.to_thread(holds_text, self._builder.engine, found, text)
        return json_response({"kind": "ImageSearch", "apiVersion": GROUP_VERSION, "found": held})

    async def dive(self, request: Request) -> Response:
        """200 with dive's reading; 503 where dive has none."""
        try:
            dived = await asyncio.to_thread(dive, await self._asked(request, self._image_id))
        except BuildProblem as problem:
            raise ApiError(503, "ServiceUnavailable", str(problem)) from problem
        return json_response({"kind": "ImageDive", "apiVersion": GROUP_VERSION, **asdict(dived)})

    async def remove(self, request: Request) -> Response:
        """200 once nothing is left of it, be it there or not."""
        await asyncio.to_thread(self._builder.remove, *place_of(request.path_params))
        return json_response({"kind": "Status", "apiVersion": "v1", "status": "Success"})

    def _image_id(self, tag: str) -> str:
        return str(self._builder.engine.image(tag)["Id"])

    async def _asked(self, request: Request, ask: Callable[[str], Answer]) -> Answer:
        namespace, name = place_of(request.path_params)
        tag = tag_of(self._builder.engine.node_id, namespace, name)
        try:
            return await asyncio.to_thread(ask, tag)
        except ImageMissing as error:
            sentence = f"built/{name} was not built in {namespace}"
            raise ApiError(404, "NotFound", sentence) from error
