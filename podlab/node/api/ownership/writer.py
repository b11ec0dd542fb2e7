"""Who writes an object, as managedFields will name them."""

from starlette.requests import Request

from podlab.node.api.errors import ApiError, invalid
from podlab.node.api.requests.options import is_true
from podlab.node.api.requests.target import Target
from podlab.pods.errors import FieldError
from podlab.pods.ownership import Manager

LONGEST = 128  # bytes


def updater(request: Request, target: Target) -> Manager:
    """Who creates, updates or patches; a client that names no manager is called by its program."""
    if "force" in request.query_params and request.method == "PATCH":
        raise _refused("force", "Forbidden: may not be specified for non-apply patch")
    name = _manager(request) or _program(request.headers.get("user-agent", ""))
    return Manager(name, "Update", target.kind.api_version, target.subresource)


def applier(request: Request, target: Target) -> Manager:
    """Who applies; raises ApiError 422 for nobody."""
    name = _manager(request)
    if not name:
        raise _refused("fieldManager", "Required value: is required for apply patch")
    return Manager(name, "Apply", target.kind.api_version, target.subresource)


def is_forced(request: Request) -> bool:
    """Whether an apply may take fields from others."""
    return is_true(request, "force")


def _manager(request: Request) -> str:
    name = request.query_params.get("fieldManager") or ""
    if len(name.encode()) > LONGEST:
        raise _refused("fieldManager", f"Too long: may not be more than {LONGEST} bytes")
    if not name.isprintable():
        raise _refused("fieldManager", f'Invalid value: "{name}": should only contain printable '
                       "characters")  # fmt: skip
    return name


def _program(user_agent: str) -> str:
    name = user_agent.partition("/")[0][:LONGEST]
    return "".join(letter for letter in name if letter.isprintable()) or "unknown"


def _refused(field: str, problem: str) -> ApiError:
    return invalid("PatchOptions", "", [FieldError(field, problem)], "meta.k8s.io")
