"""Autoscalers in their first version, which `kubectl autoscale` sends when the second is refused.

It shows the answer to its last attempt, so both have to be refused for the same reason.
"""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.context import context_of
from podlab.node.api.kinds import AUTOSCALERS
from podlab.node.api.requests.body import Decoded, read_object
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.writing import store_new
from podlab.pods.objects import JsonObject

PATH_OF_V1 = "/apis/autoscaling/v1/namespaces/{namespace}/horizontalpodautoscalers"
PERCENTAGE = "targetCPUUtilizationPercentage"


async def create_from_v1(request: Request) -> Response:
    """POST of autoscaling/v1: what it means in v2, stored and answered as that."""
    sent = await read_object(request)
    target = Target(AUTOSCALERS, request.path_params["namespace"], "", "")
    converted = Decoded(in_second_version(sent.object), sent.duplicates)
    return store_new(request, context_of(request), target, converted)


def in_second_version(obj: JsonObject) -> JsonObject:
    """An autoscaler of v1 as one of v2: its percentage is the target of one metric."""
    if obj.get("apiVersion") != "autoscaling/v1" or not isinstance(obj.get("spec"), dict):
        return obj
    spec = {name: value for name, value in obj["spec"].items() if name != PERCENTAGE}
    percentage = obj["spec"].get(PERCENTAGE)
    if percentage is not None:
        target = {"type": "Utilization", "averageUtilization": percentage}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    return {**obj, "apiVersion": AUTOSCALERS.api_version, "spec": spec}
