"""What each Pod uses, as PodMetrics."""

from collections import defaultdict
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response
from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError
from podlab.node.api.metrics.group import GROUP, VERSION
from podlab.node.api.resources.selectors import parse_selector
from podlab.node.runtime import ContainerUsage, Usage
from podlab.pods.objects import JsonObject


async def list_pod_metrics(request: Request) -> Response:
    """GET …/pods: the Pods that run and have been measured."""
    context, query = context_of(request), request.query_params
    selector = parse_selector(
        "pods", query.get("labelSelector", ""), query.get("fieldSelector", "")
    )
    listing = context.store.list("pods", request.path_params.get("namespace"))
    pods = [pod for pod in listing.items if selector.matches(pod)]
    items = pod_metrics(pods, await context.runtime.read_usage() if pods else None)
    return json_response({**_typed("PodMetricsList"), "metadata": {}, "items": items})


async def get_pod_metrics(request: Request) -> Response:
    """GET …/pods/<name>; `?fresh=true` measures now, for who asks every few seconds."""
    context, place = context_of(request), request.path_params
    pod = context.store.get("pods", place["namespace"], place["name"])
    fresh = request.query_params.get("fresh") == "true"
    runtime, uid = context.runtime, pod["metadata"]["uid"]
    usage = await (runtime.read_pod_usage(uid) if fresh else runtime.read_usage())
    found = pod_metrics([pod], usage)
    if not found:
        name = f"{place['namespace']}/{place['name']}"
        message = f'podmetrics.{GROUP} "{name}" not found'
        raise ApiError(404, "NotFound", message, {"name": name, "group": GROUP, "kind": "pods"})
    return json_response(found[0])


def pod_metrics(pods: list[JsonObject], usage: Usage | None) -> list[JsonObject]:
    """One entry for each Pod of which something was measured."""
    by_pod: dict[str, list[ContainerUsage]] = defaultdict(list)
    for each in usage.containers if usage else ():
        by_pod[each.pod_uid].append(each)
    return [
        {
            **_typed("PodMetrics"),
            "metadata": _metadata(pod["metadata"], usage.at),
            "timestamp": _second(usage.at),
            "window": f"{usage.window:.3f}s",
            "containers": [_container(each) for each in by_pod[pod["metadata"]["uid"]]],
        }
        for pod in pods
        if usage and pod["metadata"]["uid"] in by_pod
    ]


def _metadata(metadata: JsonObject, at: datetime) -> JsonObject:
    kept: JsonObject = {
        name: metadata[name] for name in ("name", "namespace", "labels") if name in metadata
    }
    return {**kept, "creationTimestamp": _second(at)}


def _container(usage: ContainerUsage) -> JsonObject:
    memory = f"{usage.memory_bytes // 1024}Ki"
    return {"name": usage.name, "usage": {"cpu": f"{usage.cpu_nanocores}n", "memory": memory}}


def _typed(kind: str) -> JsonObject:
    return {"kind": kind, "apiVersion": f"{GROUP}/{VERSION}"}


def _second(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
