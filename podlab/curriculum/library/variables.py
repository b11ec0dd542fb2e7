"""An exercise's variables: one value for each attempt, filled in wherever `${NAME}` stands."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, TypeVar, overload

from pydantic import BaseModel

from podlab.curriculum.format.exercise import Exercise, Variable
from podlab.curriculum.reading.written import dumped

VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
PORTS = range(8000, 9000)
WORDS = re.findall(
    r"\w+",
    "amber anchor apple arrow badge barrel basket beacon bottle branch breeze bridge "
    "butter cabin candle canyon carpet castle cedar cherry circle cloud copper coral "
    "cotton crystal dragon ember falcon feather fennel forest garden ginger harbor hazel "
    "island jacket jasmine kettle ladder lantern lemon maple marble meadow melon mirror "
    "orange oyster paper pepper pillow planet pocket rabbit ribbon river rocket saddle "
    "silver spoon summer sunset thunder ",
)
Model = TypeVar("Model", bound=BaseModel)


def draw_variables(spec: Exercise) -> dict[str, str]:
    """Values for one attempt; they are kept with it."""
    return {name: _draw(variable) for name, variable in spec.vars.items()}


def _draw(variable: Variable) -> str:
    match variable.random:
        case "hex4":
            return secrets.token_hex(2)
        case "hex8":
            return secrets.token_hex(4)
        case "word":
            return str(secrets.choice(WORDS))
        case "port":
            return str(secrets.choice(PORTS))
        case _:
            return secrets.choice(variable.pick) if variable.pick else str(variable.value)


@overload
def fill(text_or_model: str, variables: Mapping[str, str]) -> str: ...
@overload
def fill(text_or_model: Model, variables: Mapping[str, str]) -> Model: ...
def fill(text_or_model: str | Model, variables: Mapping[str, str]) -> str | Model:
    """Replace `${NAME}` of these names; any other, such as a shell's `${HOME}`, stays.

    >>> fill("echo ${TOKEN} ${HOME}", {"TOKEN": "a1b2"})
    'echo a1b2 ${HOME}'
    """
    if isinstance(text_or_model, str):
        return _in_text(text_or_model, variables)
    if not variables:
        return text_or_model
    written = _in_value(dumped(text_or_model), variables)
    return type(text_or_model).model_validate(written)


def _in_text(text: str, variables: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)


def _in_value(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _in_text(value, variables)
    if isinstance(value, Mapping):
        return {key: _in_value(below, variables) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_in_value(below, variables) for below in value]
    return value
