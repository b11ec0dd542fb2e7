"""Refusals as Kubernetes Status objects, in the shapes that kubectl prints well."""

from collections.abc import Iterable, Sequence

from podlab.node.api.kinds import BY_PLURAL, ResourceKind
from podlab.node.objects.creating import sentence, sentences
from podlab.node.store import AlreadyExists, Conflict, Expired, NotFound, StoreError
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

STORE_ERRORS: dict[type[StoreError], tuple[int, str]] = {
    NotFound: (404, "NotFound"),
    AlreadyExists: (409, "AlreadyExists"),
    Conflict: (409, "Conflict"),
    Expired: (410, "Expired"),
}


class ApiError(Exception):
    """A request that is refused; the Status answers it.

    kubectl prints `message`, except for reason Invalid, which it builds from the causes.
    """

    def __init__(
        self, code: int, reason: str, message: str, details: JsonObject | None = None
    ) -> None:
        self.code = code
        self.reason = reason
        self.details = details or {}
        super().__init__(message)

    @property
    def status(self) -> JsonObject:
        """The Status object; with details even if empty, which kubectl debug reads unasked."""
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": str(self),
            "reason": self.reason,
            "code": self.code,
            "details": self.details,
        }


def bad_request(message: str) -> ApiError:
    """A request that cannot be understood."""
    return ApiError(400, "BadRequest", message)


def not_served(what: str) -> ApiError:
    """A part of Kubernetes that Podlab does not have; `what` names it."""
    message = f"the server could not find the requested resource: Podlab does not serve {what}"
    return ApiError(404, "NotFound", message)


def not_allowed(message: str) -> ApiError:
    """A verb that a known resource does not have."""
    return ApiError(405, "MethodNotAllowed", message)


def forbidden(kind: ResourceKind, name: str, why: str) -> ApiError:
    """A well-formed request that a rule of the server refuses."""
    message = f'{kind.qualified} "{name}" is forbidden: {why}'
    return ApiError(403, "Forbidden", message, details_of(kind, name))


def invalid(kind: str, name: str, errors: Sequence[FieldError], group: str = "") -> ApiError:
    """An object that breaks rules: every field at once, each with its sentence."""
    causes = [
        {"reason": error.cause, "message": sentence(error), "field": error.path} for error in errors
    ]
    qualified = f"{kind}.{group}" if group else kind
    details = {"name": name, **({"group": group} if group else {}), "kind": kind, "causes": causes}
    return ApiError(
        422, "Invalid", f'{qualified} "{name}" is invalid: {sentences(errors)}', details
    )


def from_store(error: StoreError) -> ApiError:
    """The store's refusal as an answer."""
    code, reason = STORE_ERRORS[type(error)]
    kind = BY_PLURAL.get(error.resource)
    if kind is None or not error.name:
        return ApiError(code, reason, str(error))
    return ApiError(code, reason, error.about(kind.qualified), details_of(kind, error.name))


def details_of(kind: ResourceKind, name: str) -> JsonObject:
    """Which object a Status is about."""
    group = {"group": kind.group} if kind.group else {}
    return {"name": name, **group, "kind": kind.plural}


def field_names(paths: Iterable[str]) -> str:
    """Unknown fields as the strict decoder lists them."""
    return ", ".join(f'unknown field "{path}"' for path in paths)
