"""Who am I and what may I do: the token that got in may do everything that is served."""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response
from podlab.node.api.errors import bad_request, not_served
from podlab.node.api.kinds import BY_PLURAL, KINDS
from podlab.node.api.requests.body import read_object
from podlab.pods.objects import JsonObject

REVIEW_GROUPS = {
    "authentication.k8s.io": {"selfsubjectreviews": "SelfSubjectReview"},
    "authorization.k8s.io": {
        "selfsubjectaccessreviews": "SelfSubjectAccessReview",
        "selfsubjectrulesreviews": "SelfSubjectRulesReview",
    },
}
USER = {"username": "podlab-admin", "groups": ["system:masters", "system:authenticated"]}


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
    answer = _answer(kind, spec if isinstance(spec, dict) else {})
    return json_response({**review, "metadata": {}, "status": answer}, 201)


def _answer(kind: str, spec: JsonObject) -> JsonObject:
    match kind:
        case "SelfSubjectReview":
            return {"userInfo": USER}
        case "SelfSubjectAccessReview":
            return _access(spec)
        case _:
            return {"resourceRules": _rules(), "nonResourceRules": [], "incomplete": False}


def _access(spec: JsonObject) -> JsonObject:
    wanted = spec.get("resourceAttributes")
    if not isinstance(wanted, dict):
        return {"allowed": True}
    kind = BY_PLURAL.get(wanted.get("resource", ""))
    part = kind.subresource(wanted.get("subresource", "")) if kind else None
    verbs = (part.verbs if part else kind.verbs) if kind else ()
    served = not wanted.get("group") and wanted.get("verb") in (*verbs, "*" if kind else None)
    return {"allowed": True} if served else {"allowed": False, "reason": "Podlab has no such thing"}


def _rules() -> list[JsonObject]:
    rules = []
    for kind in KINDS:
        rules.append(_rule(kind.plural, kind.verbs))
        rules += [_rule(f"{kind.plural}/{part.name}", part.verbs) for part in kind.subresources]
    return rules


def _rule(resource: str, verbs: tuple[str, ...]) -> JsonObject:
    return {"verbs": list(verbs), "apiGroups": [""], "resources": [resource]}
