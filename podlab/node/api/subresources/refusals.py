"""What kubectl is told when it tries an upgrade other than the WebSocket it should use.

kubectl throws away the answer to a refused WebSocket and shows that of the SPDY request which it
sends next, so the explanation belongs there.
"""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request
from podlab.node.api.requests.target import Target
from podlab.node.api.subresources.finding import find_container


async def refuse_upgrade(request: Request, context: ApiContext, target: Target) -> Response:
    """GET or POST without a WebSocket: what is wrong with the request, else the protocol."""
    if target.subresource == "portforward":
        context.store.get("pods", target.namespace, target.name)
    else:
        wanted = request.query_params.get("container", "")
        find_container(context, target.namespace, target.name, wanted)
    raise bad_request(
        f"Podlab speaks {target.subresource} over WebSocket only, as kubectl does from 1.31 on"
    )
