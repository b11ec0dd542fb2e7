"""get and list."""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import list_response, object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.selectors import Selector, parse_selector
from podlab.node.store import Listing


async def get_object(request: Request, context: ApiContext, target: Target) -> Response:
    """One object; its status has the same form."""
    obj = context.store.get(target.resource, target.namespace, target.name)
    return object_response(request, target.kind, obj)


async def list_objects(request: Request, context: ApiContext, target: Target) -> Response:
    """All selected objects at once: `limit` is a wish, and no list here is long."""
    if request.query_params.get("continue"):
        raise bad_request("continue: Podlab answers every list whole and gave no such token")
    listing = select(context, target, selector_of(request, target))
    _check_version(request, listing)
    return list_response(request, target.kind, listing)


def selector_of(request: Request, target: Target) -> Selector:
    """The request's label and field selector."""
    query = request.query_params
    return parse_selector(
        target.resource, query.get("labelSelector", ""), query.get("fieldSelector", "")
    )


def select(context: ApiContext, target: Target, selector: Selector) -> Listing:
    """The objects of a collection that a selector matches."""
    listing = context.store.list(target.resource, target.namespace or None)
    items = [item for item in listing.items if selector.matches(item)]
    return Listing(items, listing.resource_version)


def _check_version(request: Request, listing: Listing) -> None:
    wanted = request.query_params.get("resourceVersion") or "0"
    if not wanted.isdecimal():
        raise bad_request(f'resourceVersion: Invalid value: "{wanted}"')
    exact = request.query_params.get("resourceVersionMatch") == "Exact"
    if exact and int(wanted) != listing.resource_version:
        message = f"too old resource version: {wanted} ({listing.resource_version})"
        raise ApiError(410, "Expired", message)
