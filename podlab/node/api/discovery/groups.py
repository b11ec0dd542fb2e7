"""Discovery, aggregated as kubectl asks for it today, and group by group as older clients do."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import encode, json_response
from podlab.node.api.errors import not_served
from podlab.node.api.kinds import KINDS, ResourceKind
from podlab.node.api.metrics import group as metrics
from podlab.node.api.reviews import REVIEW_GROUPS
from podlab.pods.objects import JsonObject

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


async def core_versions(request: Request) -> Response:
    """GET /api."""
    if wants_aggregated(request):
        return _aggregated(request, [{"metadata": {}, "versions": [_core_resources()]}])
    return json_response({"kind": "APIVersions", "versions": ["v1"]})


async def groups(request: Request) -> Response:
    """GET /apis."""
    if wants_aggregated(request):
        items = [
            {"metadata": {"name": group}, "versions": [_review_resources(group, kinds)]}
            for group, kinds in REVIEW_GROUPS.items()
        ]
        return _aggregated(request, [*items, metrics.AGGREGATED])
    listed = [*map(_legacy_group, REVIEW_GROUPS), metrics.LEGACY]
    return json_response({"kind": "APIGroupList", "apiVersion": "v1", "groups": listed})


async def core_resources(_: Request) -> Response:
    """GET /api/v1."""
    resources = [_legacy_resource(kind) for kind in KINDS]
    for kind in KINDS:
        resources += [
            {
                "name": f"{kind.plural}/{part.name}",
                "singularName": "",
                "namespaced": kind.namespaced,
                "kind": part.kind,
                "verbs": list(part.verbs),
            }
            for part in kind.subresources
        ]
    return _resource_list("v1", resources)


async def group_resources(request: Request) -> Response:
    """GET /apis/<group>/v1."""
    group = request.path_params["group"]
    if group not in REVIEW_GROUPS:
        raise not_served(f"the API group {group}")
    resources = [
        {"name": plural, "singularName": "", "namespaced": False, "kind": kind, "verbs": ["create"]}
        for plural, kind in REVIEW_GROUPS[group].items()
    ]
    return _resource_list(f"{group}/v1", resources)


async def metrics_resources(_: Request) -> Response:
    """GET /apis/metrics.k8s.io/v1beta1."""
    return _resource_list(f"{metrics.GROUP}/{metrics.VERSION}", metrics.RESOURCES)


async def group_versions(request: Request) -> Response:
    """GET /apis/<group>."""
    group = request.path_params["group"]
    if group == metrics.GROUP:
        return json_response({"kind": "APIGroup", "apiVersion": "v1", **metrics.LEGACY})
    if group not in REVIEW_GROUPS:
        raise not_served(f"the API group {group}")
    return json_response({"kind": "APIGroup", "apiVersion": "v1", **_legacy_group(group)})


def wants_aggregated(request: Request) -> bool:
    """Whether the request accepts the aggregated form, version v2."""
    accepted = request.headers.get("accept", "").split(",")
    wanted = {"g=apidiscovery.k8s.io", "v=v2", "as=APIGroupDiscoveryList"}
    return any(wanted <= {part.strip() for part in each.split(";")} for each in accepted)


def _aggregated(request: Request, items: list[JsonObject]) -> Response:
    """The list with the exact content type; anything else makes kubectl cache an empty answer."""
    body = encode(
        {
            "kind": "APIGroupDiscoveryList",
            "apiVersion": "apidiscovery.k8s.io/v2",
            "metadata": {},
            "items": items,
        }
    )
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": tag, "Vary": "Accept", "Content-Type": AGGREGATED}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def _core_resources() -> JsonObject:
    return {
        "version": "v1",
        "freshness": "Current",
        "resources": [_aggregated_resource(kind) for kind in KINDS],
    }


def _aggregated_resource(kind: ResourceKind) -> JsonObject:
    resource: JsonObject = {
        "resource": kind.plural,
        "responseKind": {"group": "", "version": "v1", "kind": kind.kind},
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular,
        "verbs": list(kind.verbs),
    }
    if kind.short_names:
        resource["shortNames"] = list(kind.short_names)
    if kind.categories:
        resource["categories"] = list(kind.categories)
    if kind.subresources:
        resource["subresources"] = [
            {
                "subresource": part.name,
                "responseKind": {"group": "", "version": "v1", "kind": part.kind},
                "verbs": list(part.verbs),
            }
            for part in kind.subresources
        ]
    return resource


def _review_resources(group: str, kinds: dict[str, str]) -> JsonObject:
    resources = [
        {
            "resource": plural,
            "responseKind": {"group": group, "version": "v1", "kind": kind},
            "scope": "Cluster",
            "singularResource": kind.lower(),
            "verbs": ["create"],
        }
        for plural, kind in kinds.items()
    ]
    return {"version": "v1", "freshness": "Current", "resources": resources}


def _legacy_group(group: str) -> JsonObject:
    version = {"groupVersion": f"{group}/v1", "version": "v1"}
    return {"name": group, "versions": [version], "preferredVersion": version}


def _legacy_resource(kind: ResourceKind) -> JsonObject:
    return {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": list(kind.verbs),
        "shortNames": list(kind.short_names),
        "categories": list(kind.categories),
    }


def _resource_list(version: str, resources: list[JsonObject]) -> Response:
    return json_response(
        {
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": version,
            "resources": resources,
        }
    )
