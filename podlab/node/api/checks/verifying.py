"""POST …/pods/<name>/verify of checks.podlab: an exercise's script, run beside the Pod."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podlab.node.api.answers import json_response
from podlab.node.api.checks.dialling import GROUP_VERSION
from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.requests.body import read_object
from podlab.node.runtime import ExecUnavailable
from podlab.node.trials import INTERPRETERS, Script

PATH = f"/apis/{GROUP_VERSION}/namespaces/{{namespace}}/pods/{{name}}/verify"
LONGEST = 60.0
MOST_CHARACTERS = 64 << 10


async def verify(request: Request) -> Response:
    """200 with how it ended; 400 for no script, 409 when the Pod does not run."""
    context, place = context_of(request), request.path_params
    script = script_of((await read_object(request)).object)
    pod = context.store.get("pods", place["namespace"], place["name"])
    try:
        ended = await context.runtime.verify(pod["metadata"]["uid"], script)
    except ExecUnavailable as error:
        raise ApiError(409, "Conflict", str(error)) from error
    return json_response(
        {
            "kind": "PodVerification",
            "apiVersion": GROUP_VERSION,
            "exitCode": ended.exit_code,
            "stdout": ended.stdout,
            "stderr": ended.stderr,
        }
    )


def script_of(body: dict[str, Any]) -> Script:
    """What is asked for; raises ApiError 400."""
    text, interpreter = body.get("script"), body.get("interpreter", "sh")
    seconds, environment = body.get("seconds", 10.0), body.get("environment") or {}
    if not isinstance(text, str) or not 0 < len(text) <= MOST_CHARACTERS or "\0" in text:
        raise bad_request(f"script must be a text of at most {MOST_CHARACTERS} characters")
    if interpreter not in INTERPRETERS:
        raise bad_request(f"interpreter must be one of {', '.join(INTERPRETERS)}")
    if not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST:
        raise bad_request(f"seconds must be a number up to {LONGEST:g}")
    if not isinstance(environment, dict) or not all(map(is_variable, environment.items())):
        raise bad_request("environment must hold texts by names")
    return Script(text, interpreter, environment, float(seconds))


def is_variable(pair: tuple[Any, Any]) -> bool:
    name, value = pair
    return isinstance(value, str) and name.isidentifier() and "\0" not in value


VERIFY_ROUTES = (Route(PATH, verify, methods=["POST"]),)
