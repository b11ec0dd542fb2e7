"""Who owns what: label selectors, controller references, adoption and release.

Source: apimachinery meta/v1/controller_ref.go, pkg/controller/controller_ref_manager.go.
"""

from typing import Literal

from podlab.pods.objects import JsonObject

Claim = Literal["keep", "adopt", "release", "leave"]


def selects(selector: JsonObject | None, labels: JsonObject | None) -> bool:
    """Whether a label selector matches; one that is missing matches nothing.

    >>> selects({"matchLabels": {"app": "web"}}, {"app": "web", "tier": "front"})
    True
    """
    if selector is None:
        return False
    found = labels or {}
    equal = all(
        found.get(key) == value for key, value in (selector.get("matchLabels") or {}).items()
    )
    return equal and all(_holds(term, found) for term in selector.get("matchExpressions") or [])


def controller_of(obj: JsonObject) -> JsonObject | None:
    """The reference to the one owner that manages the object."""
    references = obj["metadata"].get("ownerReferences") or []
    return next((each for each in references if each.get("controller")), None)


def is_controlled_by(obj: JsonObject, owner: JsonObject) -> bool:
    """Whether this very owner manages the object."""
    reference = controller_of(obj)
    return reference is not None and reference["uid"] == owner["metadata"]["uid"]


def owner_reference(owner: JsonObject, api_version: str, kind: str) -> JsonObject:
    """How a dependent names the controller that made it."""
    return {
        "apiVersion": api_version,
        "kind": kind,
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def claim_of(owner: JsonObject, obj: JsonObject) -> Claim:
    """What a controller does about an object that it may have to manage."""
    reference = controller_of(obj)
    ending = "deletionTimestamp" in owner["metadata"]
    matches = selects(owner["spec"].get("selector"), obj["metadata"].get("labels"))
    if reference is not None:
        if reference["uid"] != owner["metadata"]["uid"]:
            return "leave"
        return "keep" if matches else "leave" if ending else "release"
    if ending or not matches or "deletionTimestamp" in obj["metadata"]:
        return "leave"
    return "adopt"


def with_owner(obj: JsonObject, reference: JsonObject) -> JsonObject | None:
    """The object managed by another controller; None where somebody was quicker."""
    if controller_of(obj) is not None:
        return None
    before = obj["metadata"].get("ownerReferences") or []
    others = [each for each in before if each["uid"] != reference["uid"]]
    return _with_owners(obj, [*others, reference])


def without_owners(obj: JsonObject, uids: set[str]) -> JsonObject | None:
    """The object without these owners; None where it has none of them."""
    before = obj["metadata"].get("ownerReferences") or []
    after = [each for each in before if each["uid"] not in uids]
    return None if len(after) == len(before) else _with_owners(obj, after)


def _with_owners(obj: JsonObject, references: list[JsonObject]) -> JsonObject:
    metadata = {key: value for key, value in obj["metadata"].items() if key != "ownerReferences"}
    if references:
        metadata["ownerReferences"] = references
    return {**obj, "metadata": metadata}


def _holds(term: JsonObject, labels: JsonObject) -> bool:
    key, values = term["key"], term.get("values") or []
    match term["operator"]:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels
