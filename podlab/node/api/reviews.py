"""Who am I and what may I do: the administrator everything that is served, an account its role."""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.access.attributes import Attributes
from podlab.node.api.access.identities import User
from podlab.node.api.access.rules import PATHS_AS_TOLD, may, rules_in
from podlab.node.api.answers import json_response
from podlab.node.api.errors import bad_request, not_served
from podlab.node.api.kinds import ALL, BY_PLURAL, KINDS
from podlab.node.api.metrics import group as metrics
from podlab.node.api.requests.authentication import user_of
from podlab.node.api.requests.body import read_object
from podlab.pods.objects import JsonObject

REVIEW_GROUPS = {
    "authentication.k8s.io": {"selfsubjectreviews": "SelfSubjectReview"},
    "authorization.k8s.io": {
        "selfsubjectaccessreviews": "SelfSubjectAccessReview",
        "selfsubjectrulesreviews": "SelfSubjectRulesReview",
    },
}


async def create_review(request: Request) -> Response:
    """POST /apis/<group>/v1/<reviews>: the question comes back with its answer."""
    group, plural = request.path_params["group"], request.path_params["resource"]
    kind = REVIEW_GROUPS.get(group, {}).get(plural)
    if kind is None or request.method != "POST":
        raise not_served(f"{plural} of {group}/v1")
    review = (await read_object(request)).object
    if review.get("kind") != kind:
        raise bad_request(f"the object provided must be of type {kind}")
    spec = review.get("spec")
    answer = _answer(user_of(request), kind, spec if isinstance(spec, dict) else {})
    return json_response({**review, "metadata": {}, "status": answer}, 201)


def _answer(user: User, kind: str, spec: JsonObject) -> JsonObject:
    match kind:
        case "SelfSubjectReview":
            return {"userInfo": user.info}
        case "SelfSubjectAccessReview":
            return _access(user, spec)
        case _:
            return _rules_of(user, str(spec.get("namespace", "")))


def _access(user: User, spec: JsonObject) -> JsonObject:
    wanted = spec.get("resourceAttributes")
    if not user.is_admin:
        return {"allowed": may(user, _asked(spec))}
    if not isinstance(wanted, dict):
        return {"allowed": True}
    served = wanted.get("verb") in _verbs(wanted)
    return {"allowed": True} if served else {"allowed": False, "reason": "Podlab has no such thing"}


def _verbs(wanted: JsonObject) -> tuple[str, ...]:
    """What may be done with a resource; "*" with every one that is served."""
    resource, part = wanted.get("resource", ""), wanted.get("subresource", "")
    if wanted.get("group") == metrics.GROUP:
        return (*metrics.VERBS, "*") if resource == metrics.PODS and not part else ()
    if resource == "*":
        return (*ALL, "*")
    kind = BY_PLURAL.get(resource)
    if kind is None or kind.group != wanted.get("group", ""):
        return ()
    below = kind.subresource(part)
    return (*(below.verbs if below else kind.verbs), "*")


def _asked(spec: JsonObject) -> Attributes:
    """The wish that a review asks about."""
    wanted, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if isinstance(wanted, dict):
        names = ("verb", "group", "resource", "subresource", "namespace", "name")
        return Attributes(**{name: str(wanted.get(name) or "") for name in names})
    path = path if isinstance(path, dict) else {}

    return Attributes(str(path.get("verb", "")), str(path.get("path", "")))


def _rules_of(user: User, namespace: str) -> JsonObject:
    if user.is_admin:
        return {"resourceRules": _rules(), "nonResourceRules": [], "incomplete": False}
    paths = {"verbs": ["get"], "nonResourceURLs": list(PATHS_AS_TOLD)}
    rules = [rule.described for rule in rules_in(user, namespace)]
    return {"resourceRules": rules, "nonResourceRules": [paths], "incomplete": False}


def _rules() -> list[JsonObject]:
    rules = [_rule(metrics.PODS, tuple(metrics.VERBS), metrics.GROUP)]
    for kind in KINDS:
        rules.append(_rule(kind.plural, kind.verbs, kind.group))
        rules += [
            _rule(f"{kind.plural}/{part.name}", part.verbs, kind.group)
            for part in kind.subresources
        ]
    return rules


def _rule(resource: str, verbs: tuple[str, ...], group: str) -> JsonObject:
    return {"verbs": list(verbs), "apiGroups": [group], "resources": [resource]}
