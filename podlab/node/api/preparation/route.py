"""POST …/pods of preparation.podlab: make a Pod's containers before the Pod is created.

The body is the Pod as it will be created. It is checked as on create, and nothing is stored:
a namespace that is not there yet is no mistake. In a namespace the latest Pod is kept; with
?group=<name> those of that group are, so that several can be made ready that begin together.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podlab.node.api.answers import json_response
from podlab.node.api.context import ApiContext, context_of
from podlab.node.api.errors import ApiError
from podlab.node.api.kinds import PODS
from podlab.node.api.requests.body import read_object
from podlab.node.api.requests.options import field_validation
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import decode_typed
from podlab.node.api.resources.identity import check_namespace
from podlab.node.api.resources.preparation import prepare_new
from podlab.node.runtime import Preparation

PATH = "/apis/preparation.podlab/v1/namespaces/{namespace}/pods"
LONGEST_GROUP = 63


async def prepare_pod(request: Request) -> Response:
    """201 when the Pod is prepared, 200 with the reason when it is not; refusals as on create."""
    context = context_of(request)
    target = Target(PODS, request.path_params["namespace"], "", "")
    typed = decode_typed(target, await read_object(request), field_validation(request))
    _check_namespace(context, target)
    new = prepare_new(context, target, typed)
    generated = not typed.object["metadata"].get("name")
    group = request.query_params.get("group", "")[:LONGEST_GROUP]
    began = context.preparer.prepare(new.object, generated=generated, group=group)
    answer = await asyncio.shield(asyncio.wrap_future(began))
    return json_response(_status(target.namespace, answer), 200 if answer.problem else 201)


def _check_namespace(context: ApiContext, target: Target) -> None:
    try:
        check_namespace(context, target, {"metadata": {}})
    except ApiError as error:
        if error.code != 404:
            raise


def _status(namespace: str, answer: Preparation) -> dict[str, object]:
    metadata = {"name": answer.name, "namespace": namespace}
    return {
        "kind": "PodPreparation",
        "apiVersion": "preparation.podlab/v1",
        "metadata": {**metadata, **({"uid": answer.uid} if answer.uid else {})},
        "status": {"prepared": not answer.problem, "message": answer.problem},
    }


PREPARATION_ROUTES = (Route(PATH, prepare_pod, methods=["POST"]),)
