"""The object or collection that a request's path names."""

from dataclasses import dataclass

from podlab.node.api.errors import not_allowed, not_served
from podlab.node.api.kinds import NAMESPACES, ResourceKind, find_kind

COLLECTION_VERBS = {"GET": "list", "HEAD": "list", "POST": "create", "DELETE": "deletecollection"}
OBJECT_VERBS = {
    "GET": "get",
    "HEAD": "get",
    "PUT": "update",
    "PATCH": "patch",
    "DELETE": "delete",
    "POST": "create",
}


@dataclass(frozen=True)
class Target:
    """What a request is about. `namespace` is "" for all of them and for cluster-scoped kinds;
    `name` is "" for a collection.
    """

    kind: ResourceKind
    namespace: str
    name: str
    subresource: str

    @property
    def resource(self) -> str:
        """The plural, as the store knows it."""
        return self.kind.plural


def parse_target(api_version: str, path: str) -> Target:
    """Read a path below a group and version; raises ApiError for one that nothing serves."""
    parts = path.strip("/").split("/")
    namespace = ""
    if parts[0] == NAMESPACES.plural and len(parts) > 2 and _is_below(api_version, parts[2]):
        namespace, parts = parts[1], parts[2:]
    kind = find_kind(api_version, parts[0])
    if kind is None:
        raise not_served(f"{parts[0]} of {api_version}")
    name, subresource, *rest = [*parts[1:], "", ""]
    if any(rest) or (subresource and not kind.subresource(subresource)):
        raise not_served(f"{kind.plural}/{'/'.join(parts[2:])} of {api_version}")
    if bool(namespace) != kind.namespaced and (name or namespace):
        raise not_served(f"{path} (is the namespace missing?)")
    return Target(kind, namespace, name, subresource)


def verb_of(method: str, target: Target) -> str:
    """What a request wants to do, in RBAC's words; raises ApiError when that can't be done."""
    verb = (OBJECT_VERBS if target.name else COLLECTION_VERBS).get(method, method.lower())
    part = target.kind.subresource(target.subresource)
    allowed = part.verbs if part else target.kind.verbs
    nowhere = verb == "create" and target.kind.namespaced and not target.namespace
    if verb not in allowed or nowhere or (verb == "create" and target.name and not part):
        what = f"{target.resource}/{target.subresource}" if part else target.resource
        raise not_allowed(f"Podlab does not serve the verb {verb} on {what}")
    return verb


def _is_below(api_version: str, part: str) -> bool:
    """Whether what follows a namespace's name is in it, and no part of the namespace itself."""
    kind = find_kind(api_version, part)
    return not NAMESPACES.subresource(part) and (kind is None or kind.namespaced)
