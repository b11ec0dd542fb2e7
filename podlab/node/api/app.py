"""The routes of the API, and what becomes of errors."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Lifespan

from podlab.node.api.answers import json_response
from podlab.node.api.context import ApiContext, context_of
from podlab.node.api.discovery.groups import (
    core_versions,
    group_versions,
    groups,
    metrics_resources,
    resources_of,
    review_resources,
)
from podlab.node.api.discovery.openapi import openapi_index, openapi_of
from podlab.node.api.discovery.openapi_v2 import openapi_v2
from podlab.node.api.discovery.version import version
from podlab.node.api.errors import ApiError, from_store, not_served
from podlab.node.api.health import alive, ready
from podlab.node.api.kinds import API_VERSIONS, root_of
from podlab.node.api.metrics.pods import get_pod_metrics, list_pod_metrics
from podlab.node.api.portforward.route import portforward_socket
from podlab.node.api.proxy.route import proxy_routes
from podlab.node.api.requests.authentication import BearerTokens
from podlab.node.api.requests.options import is_true
from podlab.node.api.requests.target import Target, parse_target, verb_of
from podlab.node.api.resources.autoscalers import PATH_OF_V1, create_from_v1
from podlab.node.api.resources.deleting import delete_collection, delete_object
from podlab.node.api.resources.reading import get_object, list_objects
from podlab.node.api.resources.writing import create_object, patch_object, update_object
from podlab.node.api.reviews import create_review
from podlab.node.api.subresources.exec import exec_socket
from podlab.node.api.subresources.log import read_log
from podlab.node.api.subresources.refusals import refuse_upgrade
from podlab.node.api.subresources.scale import serve_scale
from podlab.node.api.subresources.token import create_token
from podlab.node.api.watch.streaming import watch_objects
from podlab.node.runtime import RuntimeUnavailable
from podlab.node.store import StoreError

logger = logging.getLogger(__name__)

Handler = Callable[[Request, ApiContext, Target], Awaitable[Response]]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
BY_VERB: dict[str, Handler] = {
    "get": get_object,
    "list": list_objects,
    "watch": watch_objects,
    "create": create_object,
    "update": update_object,
    "patch": patch_object,
    "delete": delete_object,
    "deletecollection": delete_collection,
}
BY_SUBRESOURCE: dict[str, Handler] = {
    "log": read_log,
    "scale": serve_scale,
    "attach": refuse_upgrade,
    "exec": refuse_upgrade,
    "portforward": refuse_upgrade,
    "token": create_token,
}


def create_app(
    context: ApiContext,
    more_routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The whole API; `more_routes` come before the answer that something is not served."""
    app = Starlette(
        routes=[*ROUTES, *more_routes, Route("/{path:path}", nothing, methods=METHODS)],
        middleware=[Middleware(BearerTokens, context=context)],
        exception_handlers={
            ApiError: _known_error,
            StoreError: _known_error,
            RuntimeUnavailable: _known_error,
            HTTPException: _known_error,
            Exception: _our_error,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.context = context
    return app


async def objects(api_version: str, request: Request) -> Response:
    """Everything below a group and version."""
    target = parse_target(api_version, request.path_params["path"])
    verb = verb_of(request.method, target)
    if verb == "list" and is_true(request, "watch"):
        verb = "watch"
    handler = BY_SUBRESOURCE.get(target.subresource) or BY_VERB[verb]
    return await handler(request, context_of(request), target)


async def nothing(request: Request) -> Response:
    """Whatever no route knows, named as in Kubernetes where it looks like that."""
    parts = request.url.path.strip("/").split("/")
    if parts[0] == "apis" and len(parts) > 3:
        names = parts[5:] if parts[3] == "namespaces" and len(parts) > 5 else parts[3:]
        raise not_served(f"{names[0]} of {parts[1]}/{parts[2]}")
    raise not_served(request.url.path)


def _routes_of_objects() -> Iterator[Route]:
    for api_version in API_VERSIONS:
        root = root_of(api_version)
        yield Route(root, partial(resources_of, api_version))
        yield Route(f"/openapi/v3{root}", partial(openapi_of, api_version))
        yield Route(f"{root}/{{path:path}}", partial(objects, api_version), methods=METHODS)


ROUTES: tuple[BaseRoute, ...] = (
    Route("/livez", alive),
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/version", version),
    Route("/api", core_versions),
    Route("/apis", groups),
    Route("/openapi/v2", openapi_v2),
    Route("/openapi/v3", openapi_index),
    WebSocketRoute("/api/v1/namespaces/{namespace}/pods/{name}/exec", exec_socket),
    WebSocketRoute("/api/v1/namespaces/{namespace}/pods/{name}/attach", exec_socket),
    WebSocketRoute("/api/v1/namespaces/{namespace}/pods/{name}/portforward", portforward_socket),
    *proxy_routes,
    *_routes_of_objects(),
    Route("/apis/metrics.k8s.io/v1beta1", metrics_resources),
    Route("/apis/metrics.k8s.io/v1beta1/pods", list_pod_metrics),
    Route("/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods", list_pod_metrics),
    Route("/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods/{name}", get_pod_metrics),
    Route(PATH_OF_V1, create_from_v1, methods=["POST"]),
    Route("/apis/{group}", group_versions),
    Route("/apis/{group}/v1", review_resources),
    Route("/apis/{group}/v1/{resource}", create_review, methods=METHODS),
)


async def _known_error(_: Request, error: Exception) -> Response:
    match error:
        case ApiError():
            answer = error
        case StoreError():
            answer = from_store(error)
        case HTTPException():
            reason = "MethodNotAllowed" if error.status_code == 405 else "BadRequest"
            answer = ApiError(error.status_code, reason, error.detail)
        case _:
            answer = ApiError(503, "ServiceUnavailable", str(error))
    return json_response(answer.status, answer.code)


async def _our_error(request: Request, error: Exception) -> Response:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    answer = ApiError(500, "InternalError", "Podlab has a bug here; its log says more")
    return json_response(answer.status, answer.code)
