"""GET …/pods/<name>/stream: what is seen of a Pod, one JSON object per line, as it happens."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from podlab.node.api.context import ApiContext
from podlab.node.observation import Observatory

PATH = "/apis/observation.podlab/v1/namespaces/{namespace}/pods/{name}/stream"


def observation_routes(observatory: Observatory) -> list[Route]:
    """The routes to hand to `create_app`."""

    async def stream(request: Request) -> Response:
        """Entries after the cursor `since`; ends with the Pod. 404 when there is no such Pod."""
        return _answer(request, request.app.state.context, observatory)

    return [Route(PATH, stream, methods=["GET"])]


def _answer(request: Request, context: ApiContext, observatory: Observatory) -> Response:
    place = request.path_params
    pod = context.store.get("pods", place["namespace"], place["name"])
    since = request.query_params.get("since", "")
    chunks = observatory.stream(pod["metadata"]["uid"], since, context.closing)
    return StreamingResponse(
        chunks, media_type="application/json", headers={"Cache-Control": "no-store"}
    )
