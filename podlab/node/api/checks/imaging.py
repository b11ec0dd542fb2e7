"""POST …/pods/<name>/image of checks.podlab: what the image of a running container is made of."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from podlab.node.api.answers import json_response
from podlab.node.api.checks.dialling import GROUP_VERSION
from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.requests.body import read_object
from podlab.node.api.subresources.finding import find_container
from podlab.node.runtime import ExecUnavailable

PATH = f"/apis/{GROUP_VERSION}/namespaces/{{namespace}}/pods/{{name}}/image"
MOST_CHARACTERS = 1000


async def image(request: Request) -> Response:
    """200 with its size, user and layers, and whether any layer holds the text of `search`."""
    context, place = context_of(request), request.path_params
    body = (await read_object(request)).object
    text = body.get("search") or ""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise bad_request(f"search must be a text of at most {MOST_CHARACTERS} characters")
    wanted = str(body.get("container") or "")
    uid, container = find_container(context, place["namespace"], place["name"], wanted)
    try:
        seen = await context.runtime.look_at_image(uid, container, text)
    except ExecUnavailable as error:
        raise ApiError(409, "Conflict", str(error)) from error
    return json_response(
        {
            "kind": "PodImage",
            "apiVersion": GROUP_VERSION,
            "container": container,
            "size": seen.size,
            "user": seen.user,
            "layers": seen.layers,
            "found": seen.holds_text,
        }
    )


IMAGE_ROUTES = (Route(PATH, image, methods=["POST"]),)
