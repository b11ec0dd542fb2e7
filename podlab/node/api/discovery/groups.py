"""Discovery, aggregated as kubectl asks for it today, and group by group as older clients do."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import encode, json_response
from podlab.node.api.errors import not_served
from podlab.node.api.kinds import API_VERSIONS, ResourceKind, Subresource, kinds_of
from podlab.node.api.metrics import group as metrics
from podlab.node.api.reviews import REVIEW_GROUPS
from podlab.pods.objects import JsonObject

CORE = "v1"
NAMED = {version.partition("/")[0]: version for version in API_VERSIONS if version != CORE}
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


async def core_versions(request: Request) -> Response:
    """GET /api."""
    if wants_aggregated(request):
        return _aggregated(request, [{"metadata": {}, "versions": [_aggregated_version(CORE)]}])
    return json_response({"kind": "APIVersions", "versions": [CORE]})


async def groups(request: Request) -> Response:
    """GET /apis."""
    if wants_aggregated(request):
        versions = {group: _aggregated_version(version) for group, version in NAMED.items()}
        reviews = {group: _aggregated_reviews(group, each) for group, each in REVIEW_GROUPS.items()}
        items = [
            {"metadata": {"name": group}, "versions": [version]}
            for group, version in (versions | reviews).items()
        ]
        return _aggregated(request, [*items, metrics.AGGREGATED])
    listed = [*map(_legacy_group, (*NAMED, *REVIEW_GROUPS)), metrics.LEGACY]
    return json_response({"kind": "APIGroupList", "apiVersion": "v1", "groups": listed})


async def resources_of(api_version: str, _: Request) -> Response:
    """GET /api/v1, /apis/apps/v1 and the like."""
    kinds = kinds_of(api_version)
    resources = [_legacy_resource(kind) for kind in kinds]
    for kind in kinds:
        resources += [_legacy_subresource(kind, part) for part in kind.subresources]
    return _resource_list(api_version, resources)


async def review_resources(request: Request) -> Response:
    """GET /apis/<group>/v1 of a group that only answers questions."""
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
    if group not in (*NAMED, *REVIEW_GROUPS):
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


def _aggregated_version(api_version: str) -> JsonObject:
    return {
        "version": api_version.rpartition("/")[2],
        "freshness": "Current",
        "resources": [_aggregated_resource(kind) for kind in kinds_of(api_version)],
    }


def _aggregated_resource(kind: ResourceKind) -> JsonObject:
    resource: JsonObject = {
        "resource": kind.plural,
        "responseKind": kind.identity,
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
                "responseKind": {**_home(kind, part), "kind": part.kind},
                "verbs": list(part.verbs),
            }
            for part in kind.subresources
        ]
    return resource


def _home(kind: ResourceKind, part: Subresource) -> JsonObject:
    group, version = part.group_and_version(kind)
    return {"group": group, "version": version}


def _aggregated_reviews(group: str, kinds: dict[str, str]) -> JsonObject:
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
    api_version = NAMED.get(group, f"{group}/v1")
    version = {"groupVersion": api_version, "version": api_version.rpartition("/")[2]}
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


def _legacy_subresource(kind: ResourceKind, part: Subresource) -> JsonObject:
    return {
        "name": f"{kind.plural}/{part.name}",
        "singularName": "",
        "namespaced": kind.namespaced,
        **(_home(kind, part) if part.api_version else {}),
        "kind": part.kind,
        "verbs": list(part.verbs),
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
