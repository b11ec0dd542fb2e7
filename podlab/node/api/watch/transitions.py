"""What a change looks like to someone who sees only the selected objects."""

from podlab.node.api.resources.selectors import Selector
from podlab.node.store import WatchEvent
from podlab.pods.objects import JsonObject


def seen_through(selector: Selector, event: WatchEvent) -> tuple[str, JsonObject] | None:
    """Type and object of the change as seen through the selector; None when it is not seen.

    An object that a change brings in is ADDED; one that it takes out is DELETED.
    """
    now = selector.matches(event.object)
    if event.type != "MODIFIED" or event.previous is None:
        return (event.type, event.object) if now else None
    before = selector.matches(event.previous)
    if now:
        return ("MODIFIED" if before else "ADDED"), event.object
    if not before:
        return None
    version = event.object["metadata"]["resourceVersion"]
    metadata = {**event.previous["metadata"], "resourceVersion": version}
    return "DELETED", {**event.previous, "metadata": metadata}
