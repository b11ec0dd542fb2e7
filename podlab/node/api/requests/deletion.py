"""DeleteOptions: how something is to be deleted, and only if it is still what one thinks."""

import json
from dataclasses import dataclass
from typing import get_args

from starlette.requests import Request

from podlab.node.api.errors import ApiError, bad_request, details_of, invalid
from podlab.node.api.requests.body import decode_json, read_limited
from podlab.node.api.requests.options import is_dry_run, is_true, whole_number
from podlab.node.api.requests.target import Target
from podlab.node.objects.deleting import Propagation
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation.sentences import invalid as invalid_value
from podlab.pods.validation.sentences import unsupported

POLICIES: dict[str, Propagation] = {name: name for name in get_args(Propagation)}
BOTH = "orphanDependents and deletionPropagation cannot be both set"


@dataclass(frozen=True)
class DeleteOptions:
    """`propagation` says what becomes of dependents; None leaves it to the object."""

    grace: int | None = None  # seconds; None: what the Pod says
    uid: str = ""
    resource_version: str = ""
    dry_run: bool = False
    propagation: Propagation | None = None


async def delete_options(request: Request) -> DeleteOptions:
    """The options in the body, or those of them that the query may have; raises ApiError."""
    body = await read_limited(request)
    sent = decode_json(body).object if body.strip() else {}
    preconditions = sent.get("preconditions") or {}
    grace = sent.get("gracePeriodSeconds")
    if grace is None:
        grace = whole_number(request, "gracePeriodSeconds")
    valid = isinstance(preconditions, dict) and (grace is None or type(grace) is int)
    if not valid:
        raise bad_request(f"the body is no DeleteOptions: {json.dumps(sent)[:200]}")
    return DeleteOptions(
        grace=grace,
        uid=str(preconditions.get("uid") or ""),
        resource_version=str(preconditions.get("resourceVersion") or ""),
        dry_run=is_dry_run(request) or bool(sent.get("dryRun")),
        propagation=_propagation(request, sent),
    )


def check_preconditions(target: Target, options: DeleteOptions, obj: JsonObject) -> None:
    """Whether the object is the one that was meant; raises ApiError 409."""
    metadata = obj["metadata"]
    for what, wanted, found, guess in (
        ("UID", options.uid, metadata["uid"], "deleted and then recreated"),
        ("ResourceVersion", options.resource_version, metadata["resourceVersion"], "modified"),
    ):
        if wanted not in ("", found):
            message = (
                f'Operation cannot be fulfilled on {target.kind.kind} "{target.name}": the {what} '
                f"in the precondition ({wanted}) does not match the {what} in record ({found}). "
                f"The object might have been {guess}"
            )
            raise ApiError(409, "Conflict", message, details_of(target.kind, target.name))


def _propagation(request: Request, sent: JsonObject) -> Propagation | None:
    """The policy, in its new form or its old one, which knew only orphans and the background."""
    query = request.query_params
    policy = sent.get("propagationPolicy") or query.get("propagationPolicy")
    orphan = sent.get("orphanDependents")
    if orphan is None and "orphanDependents" in query:
        orphan = is_true(request, "orphanDependents")
    if orphan is not None and policy:
        raise _refused(invalid_value("propagationPolicy", policy, BOTH))
    if orphan is not None:
        return "Orphan" if orphan else "Background"
    if policy and policy not in POLICIES:
        raise _refused(unsupported("propagationPolicy", policy, [*sorted(POLICIES), "nil"]))
    return POLICIES[policy] if policy else None


def _refused(error: FieldError) -> ApiError:
    return invalid("DeleteOptions", "", [error])
