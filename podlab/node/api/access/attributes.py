"""What a request wants, read from its method and path as Kubernetes' RequestInfo does.

A path that is not plainly of one resource (an empty part where a name should be) is none, so that
it can be refused whatever the routes would make of it.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.types import Scope

from podlab.node.api.kinds import NAMESPACES

VERBS = {
    "GET": "get",
    "HEAD": "get",
    "POST": "create",
    "PUT": "update",
    "PATCH": "patch",
    "DELETE": "delete",
}
OF_COLLECTION = {"get": "list", "delete": "deletecollection"}
TRUE = ("true", "1", "")


@dataclass(frozen=True)
class Attributes:
    """One wish. Without a resource it is about `path`."""

    verb: str
    path: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""

    @property
    def full_resource(self) -> str:
        """The resource with its part, as roles name it: `pods/log`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


def attributes_of(scope: Scope) -> Attributes:
    """What a request or a WebSocket (a GET) wants."""
    method, path = scope.get("method", "GET"), scope["path"]
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    watches = query.get("watch", ["false"])[0].lower() in TRUE
    return read_attributes(method, path, watches=watches)


def read_attributes(method: str, path: str, *, watches: bool = False) -> Attributes:
    """The same from a method and a path."""
    plain = Attributes(method.lower(), path)
    group, rest = _group_and_rest(path)
    if not rest or "" in rest[:5]:
        return plain
    namespace = ""
    if rest[0] == NAMESPACES.plural and len(rest) > 1:
        namespace = rest[1]
        if len(rest) > 2 and not NAMESPACES.subresource(rest[2]):
            rest = rest[2:]
    resource, name, subresource, *_ = [*rest, "", ""]
    verb = VERBS.get(method, method.lower())
    if not name:
        verb = OF_COLLECTION.get(verb, verb)
    if verb == "list" and watches:
        verb = "watch"
    return Attributes(verb, path, group, resource, subresource, namespace, name)


def _group_and_rest(path: str) -> tuple[str, list[str]]:
    """The API group of a path, and what comes after its version; nothing for other paths."""
    match path.split("/"):
        case ["", "api", "v1", *rest]:
            return "", rest
        case ["", "apis", group, version, *rest] if group and version:
            return group, rest
        case _:
            return "", []
