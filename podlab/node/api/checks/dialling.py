"""POST …/pods/<name>/dial of checks.podlab: what a connection from the Pod's network comes to.

The connection is made beside the Pod's containers, in the network namespace that they share, by
the pause container's relay. So it needs nothing of their images, and it is watched as the
kubelet's own, not as a container's.
"""

import base64
import binascii
import ipaddress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podlab.node.api.answers import json_response
from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.requests.body import read_object
from podlab.node.runtime import ExecUnavailable
from podlab.node.trials import Dial

GROUP_VERSION = "checks.podlab/v1"
PATH = f"/apis/{GROUP_VERSION}/namespaces/{{namespace}}/pods/{{name}}/dial"
LONGEST = 30.0
MOST_SENT = 64 << 10


async def dial(request: Request) -> Response:
    """200 with what came of it; 400 for what is no address, 409 when the Pod does not run."""
    context, place = context_of(request), request.path_params
    wanted = dial_of((await read_object(request)).object)
    pod = context.store.get("pods", place["namespace"], place["name"])
    try:
        came = await context.runtime.dial(pod["metadata"]["uid"], wanted)
    except ExecUnavailable as error:
        raise ApiError(409, "Conflict", str(error)) from error
    return json_response(
        {
            "kind": "PodDial",
            "apiVersion": GROUP_VERSION,
            "outcome": came.outcome,
            "message": came.message,
            "milliseconds": came.milliseconds,
            "received": base64.b64encode(came.received).decode(),
            "complete": came.is_complete,
        }
    )


def dial_of(body: dict[str, Any]) -> Dial:
    """What is asked for; raises ApiError 400."""
    try:
        address = str(ipaddress.IPv4Address(str(body.get("address"))))
        data = base64.b64decode(str(body.get("send") or ""), validate=True)
    except (ipaddress.AddressValueError, binascii.Error) as problem:
        raise bad_request(str(problem)) from problem
    port, seconds = body.get("port"), body.get("seconds", 3.0)
    if type(port) is not int or not 0 < port < 1 << 16:
        raise bad_request("port must be a number between 1 and 65535")
    if not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST:
        raise bad_request(f"seconds must be a number up to {LONGEST:g}")
    if len(data) > MOST_SENT:
        raise bad_request(f"send at most {MOST_SENT} bytes")
    return Dial(address, port, data, float(seconds))


DIAL_ROUTES = (Route(PATH, dial, methods=["POST"]),)
