"""Owners after what a request has written."""

from datetime import UTC, datetime

from starlette.requests import Request

from podlab.node.api.ownership.writer import updater
from podlab.node.api.requests.target import Target
from podlab.pods.objects import JsonObject, timestamp
from podlab.pods.ownership import Kind, owned_new, owned_update, owners_of, with_managers


def tracked_new(request: Request, target: Target, new: JsonObject) -> JsonObject:
    """A new object; whoever made it owns what they wrote."""
    return owned_new(kind_of(target), new, updater(request, target), now())


def tracked_update(
    request: Request, target: Target, sent: JsonObject, old: JsonObject, new: JsonObject
) -> JsonObject:
    """A changed object; owners that were sent along count instead of those that are stored.

    One empty entry takes them all away, and so ends the tracking until somebody applies; an empty
    list is what clients send that know nothing of owners.
    """
    given = sent["metadata"].get("managedFields")
    if given and not target.subresource:
        managers = {} if given == [{}] else owners_of(sent) or owners_of(old)
        old = with_managers(old, managers)
        new = with_managers(new, managers)
    return owned_update(kind_of(target), old, new, updater(request, target), now())


def kind_of(target: Target) -> Kind:
    """What a request writes to, for the rules of ownership."""
    return Kind(target.kind.kind, target.subresource)


def now() -> str:
    """The time of a write."""
    return timestamp(datetime.now(UTC))
