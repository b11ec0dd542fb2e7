"""POST …/serviceaccounts/<name>/token: a token for the account, which nobody stores."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request, invalid
from podlab.node.api.requests.body import read_object
from podlab.node.api.requests.target import Target
from podlab.pods.errors import FieldError

KIND, API_VERSION = "TokenRequest", "authentication.k8s.io/v1"
USUAL_SECONDS = 3600
FEWEST_SECONDS, MOST_SECONDS = 600, 1 << 32
FIELD = "spec.expirationSeconds"


async def create_token(request: Request, context: ApiContext, target: Target) -> Response:
    """The TokenRequest with its token; 404 when there is no such account."""
    sent = (await read_object(request)).object
    if (sent.get("apiVersion"), sent.get("kind")) != (API_VERSION, KIND):
        raise bad_request(f"the object provided must be of type {KIND} in version {API_VERSION}")
    spec = sent.get("spec") or {}
    seconds = _seconds(target, spec.get("expirationSeconds") if isinstance(spec, dict) else None)
    account = context.store.get(target.resource, target.namespace, target.name)
    uid, now = account["metadata"]["uid"], datetime.now(UTC)
    token, end = context.tokens.sign(target.namespace, target.name, uid, now, seconds)
    answer = {
        "kind": KIND,
        "apiVersion": API_VERSION,
        "metadata": {"name": target.name, "namespace": target.namespace},
        "spec": {"audiences": ["podlab"], "expirationSeconds": seconds, "boundObjectRef": None},
        "status": {"token": token, "expirationTimestamp": f"{end:%Y-%m-%dT%H:%M:%SZ}"},
    }
    return json_response(answer, 201)


def _seconds(target: Target, wanted: object) -> int:
    """How long the token is good for; raises ApiError 422 in the API server's sentences."""
    if wanted is None:
        return USUAL_SECONDS
    problem = ""
    if type(wanted) is not int:
        raise bad_request(f"{FIELD}: must be a whole number")
    if wanted < FEWEST_SECONDS:
        problem = "may not specify a duration less than 10 minutes"
    elif wanted > MOST_SECONDS:
        problem = "may not specify a duration larger than 2^32 seconds"
    if problem:
        error = FieldError(FIELD, f"Invalid value: {wanted}: {problem}")
        raise invalid(KIND, target.name, [error], "authentication.k8s.io")
    return wanted
