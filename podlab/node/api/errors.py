"""Refusals as Kubernetes Status objects, in the shapes that kubectl prints well."""

from collections.abc import Iterable, Sequence

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


def forbidden(resource: str, name: str, why: str) -> ApiError:
    """A well-formed request that a rule of the server refuses."""
    message = f'{resource} "{name}" is forbidden: {why}'
    return ApiError(403, "Forbidden", message, {"name": name, "kind": resource})


def invalid(kind: str, name: str, errors: Sequence[FieldError]) -> ApiError:
    """An object that breaks rules: every field at once, each with its sentence."""
    sentences = [f"{error.path}: {_sentence(error)}" for error in errors]
    listed = sentences[0] if len(sentences) == 1 else f"[{', '.join(sentences)}]"
    causes = [
        {"reason": error.cause, "message": _sentence(error), "field": error.path}
        for error in errors
    ]
    details = {"name": name, "kind": kind, "causes": causes}
    return ApiError(422, "Invalid", f'{kind} "{name}" is invalid: {listed}', details)


def from_store(error: StoreError) -> ApiError:
    """The store's refusal as an answer."""
    code, reason = STORE_ERRORS[type(error)]
    details = {"name": error.name, "kind": error.resource} if error.name else None
    return ApiError(code, reason, str(error), details)


def field_names(paths: Iterable[str]) -> str:
    """Unknown fields as the strict decoder lists them."""
    return ", ".join(f'unknown field "{path}"' for path in paths)


def _sentence(error: FieldError) -> str:
    return f"{error.problem}. {error.advice}" if error.advice else error.problem
