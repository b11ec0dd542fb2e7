"""POST …/pods/<name> of signals.podlab: a signal to a container, sent from outside of it.

What breaks on a real node (a process that dies, a machine that stalls) has no word in the Pod
API, and `kill -9 1` in a container does nothing. SIGKILL and SIGTERM go to the container's first
process, as an engine's do; SIGSTOP and SIGCONT to all that run in it.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podlab.node.api.answers import json_response
from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.requests.body import read_object
from podlab.node.api.subresources.finding import find_container
from podlab.node.runtime import SIGNALS, ExecUnavailable

PATH = "/apis/signals.podlab/v1/namespaces/{namespace}/pods/{name}"


async def send_signal(request: Request) -> Response:
    """201 when it was sent; 400 for another signal, 409 when the container does not run, or is
    not the one of `containerID`.
    """
    context, place = context_of(request), request.path_params
    body = (await read_object(request)).object
    signal, wanted = str(body.get("signal")), str(body.get("container") or "")
    if signal not in SIGNALS:
        raise bad_request(f"signal must be one of {', '.join(SIGNALS)}")
    uid, container = find_container(context, place["namespace"], place["name"], wanted)
    known = str(body.get("containerID") or "").rpartition("://")[2]
    try:
        await context.runtime.send_signal(uid, container, signal, known)
    except ExecUnavailable as error:
        raise ApiError(409, "Conflict", str(error)) from error
    answer = {"kind": "PodSignal", "apiVersion": "signals.podlab/v1",
              "metadata": {"name": place["name"], "namespace": place["namespace"], "uid": uid},
              "container": container, "signal": signal}  # fmt: skip
    return json_response(answer, 201)


SIGNAL_ROUTES = (Route(PATH, send_signal, methods=["POST"]),)
