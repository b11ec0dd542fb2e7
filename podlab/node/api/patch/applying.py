"""The patch in a request, whichever of the three forms it has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.kinds import ResourceKind
from podlab.node.api.patch.json_patch import CannotPatch, json_patch
from podlab.node.api.patch.merge import merge
from podlab.node.api.patch.merge_keys import MERGE_KEYS
from podlab.node.api.patch.strategic import NoMergeKey, strategic_merge
from podlab.node.api.requests.body import content_type, load_json, read_limited, unsupported
from podlab.pods.decoding import json_name
from podlab.pods.objects import JsonObject

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"


@dataclass(frozen=True)
class Patch:
    """A change that can be made to any state of the object."""

    change: Callable[[Any], Any]

    def apply(self, obj: JsonObject) -> JsonObject:
        """The changed object; raises ApiError 422 when the patch does not fit it."""
        try:
            changed = self.change(obj)
        except NoMergeKey as error:
            raise bad_request(str(error)) from error
        except CannotPatch as error:
            raise _does_not_fit(str(error)) from error
        except RecursionError:
            raise _does_not_fit("it is nested too deeply") from None
        if not isinstance(changed, dict) or not isinstance(changed.get("metadata"), dict):
            raise _does_not_fit("what the patch leaves is not an object")
        return changed


def is_apply(request: Request) -> bool:
    """Whether the body is no patch but a configuration, for server-side apply."""
    return content_type(request) == APPLY


async def read_patch(request: Request, kind: ResourceKind) -> Patch:
    """The request's patch; raises ApiError 415 for unknown forms."""
    form = content_type(request)
    if form not in (JSON_PATCH, MERGE_PATCH, STRATEGIC):
        raise unsupported(form, [JSON_PATCH, MERGE_PATCH, STRATEGIC, APPLY])
    body = load_json(await read_limited(request))
    _check_form(form, body)
    if form == JSON_PATCH:
        return Patch(lambda obj: json_patch(obj, body))
    if form == MERGE_PATCH:
        return Patch(lambda obj: merge(obj, body))
    return Patch(lambda obj: strategic_merge(obj, body, MERGE_KEYS[kind.kind]))


def _check_form(form: str, body: Any) -> None:
    """A JSON patch is a list and the others are objects, which the API server says in Go."""
    wanted, go_type = (
        (list, "[]interface {}") if form == JSON_PATCH else (dict, "map[string]interface {}")
    )
    if isinstance(body, wanted):
        return
    why = f"json: cannot unmarshal {json_name(body)} into Go value of type {go_type}"
    raise bad_request(why if form == STRATEGIC else f"error decoding patch: {why}")


def _does_not_fit(why: str) -> ApiError:
    return ApiError(422, "Invalid", f"the patch does not fit the object: {why}")
