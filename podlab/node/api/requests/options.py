"""The query options that several verbs share; unknown ones are ignored, as kubectl sends many."""

from typing import Literal

from starlette.requests import Request

from podlab.node.api.errors import bad_request

FieldValidation = Literal["Strict", "Warn", "Ignore"]
TRUE = ("true", "1", "")


def is_dry_run(request: Request) -> bool:
    """Whether nothing may be stored; raises ApiError for a spelling other than All."""
    values = [value for value in request.query_params.getlist("dryRun") if value]
    if any(value != "All" for value in values):
        raise bad_request(f'Invalid value: "{values[0]}": dryRun must be All')
    return bool(values)


def field_validation(request: Request) -> FieldValidation:
    """What becomes of unknown fields: refuse, warn (the default) or drop quietly."""
    match request.query_params.get("fieldValidation") or "Warn":
        case "Strict":
            return "Strict"
        case "Warn":
            return "Warn"
        case "Ignore":
            return "Ignore"
        case other:
            raise bad_request(f'fieldValidation: Unsupported value: "{other}"')


def is_true(request: Request, name: str) -> bool:
    """A yes-or-no option, absent meaning no."""
    value = request.query_params.get(name)
    return value is not None and value.lower() in TRUE


def whole_number(request: Request, name: str) -> int | None:
    """An option that counts something; None when absent; raises ApiError for other text."""
    text = request.query_params.get(name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise bad_request(f'{name}: Invalid value: "{text}": must be a non-negative integer')
    return int(text)
