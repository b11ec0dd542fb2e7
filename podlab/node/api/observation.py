"""What is seen of a Pod: its stream, one JSON object per line, and its containers' namespaces."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from podlab.node.api.answers import json_response
from podlab.node.api.context import ApiContext
from podlab.node.observation import Observatory
from podlab.observation.scope.namespaces import KINDS
from podlab.pods.objects import JsonObject

GROUP_VERSION = "observation.podlab/v1"
POD = f"/apis/{GROUP_VERSION}/namespaces/{{namespace}}/pods/{{name}}"
STATUSES = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")


def observation_routes(observatory: Observatory) -> list[Route]:
    """The routes to hand to `create_app`."""

    async def stream(request: Request) -> Response:
        """Entries after the cursor `since`; ends with the Pod. 404 when there is no such Pod."""
        return _answer(request, request.app.state.context, observatory)

    async def namespaces(request: Request) -> Response:
        """The kernel's namespaces of each running container. 404 when there is no such Pod."""
        pod = _pod(request, request.app.state.context)
        return json_response(pod_namespaces(pod, observatory.namespaces(pod["metadata"]["uid"])))

    return [
        Route(f"{POD}/stream", stream, methods=["GET"]),
        Route(f"{POD}/namespaces", namespaces, methods=["GET"]),
    ]


def pod_namespaces(pod: JsonObject, known: list[dict[str, Any]]) -> JsonObject:
    """The pause container first; each inode is null where the kernel did not tell it."""
    told: dict[str | None, Mapping[str, Any]] = {each["container"]: each for each in known}
    metadata = pod["metadata"]
    return {
        "kind": "PodNamespaces",
        "apiVersion": GROUP_VERSION,
        "metadata": {name: metadata[name] for name in ("name", "namespace", "uid")},
        "pause": {"namespaces": _inodes(told.get(None))},
        "containers": [
            {
                "name": name,
                "containerID": container_id,
                "namespaces": _inodes(_same(told.get(name), container_id)),
            }
            for name, container_id in _running(pod)
        ],
    }


def _running(pod: JsonObject) -> Iterator[tuple[str, str]]:
    status = pod.get("status") or {}
    for field in STATUSES:
        for each in status.get(field) or []:
            if "running" in (each.get("state") or {}):
                yield each["name"], each.get("containerID", "")


def _same(told: Mapping[str, Any] | None, container_id: str) -> Mapping[str, Any] | None:
    """What was told of an attempt says nothing about another one."""
    return told if told and container_id.endswith(told["id"]) else None


def _inodes(told: Mapping[str, Any] | None) -> dict[str, int | None]:
    found = told["namespaces"] if told else {}
    return {kind: found.get(kind) for kind in KINDS}


def _answer(request: Request, context: ApiContext, observatory: Observatory) -> Response:
    pod = _pod(request, context)
    since = request.query_params.get("since", "")
    chunks = observatory.stream(pod["metadata"]["uid"], since, context.closing)
    return StreamingResponse(
        chunks, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _pod(request: Request, context: ApiContext) -> JsonObject:
    place = request.path_params
    pod: JsonObject = context.store.get("pods", place["namespace"], place["name"])
    return pod
