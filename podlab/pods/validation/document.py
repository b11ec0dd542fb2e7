"""A document's errors: structure and rules together, each with its line."""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from podlab.pods.decoding import structure_errors
from podlab.pods.errors import FieldError
from podlab.pods.validation.rules import validate_object

if TYPE_CHECKING:
    from podlab.pods.manifest.document import Document


def validate_document(document: "Document") -> list[FieldError]:
    """Every error of one document, in the order of its lines."""
    structure = structure_errors(document.kind, document.object)
    wrong = [error.path for error in structure.wrong_types]
    errors = structure.field_errors()
    errors += [
        error
        for error in validate_object(document.kind, structure.object)
        if not _follows_from(error.path, wrong)
    ]
    placed = [_placed(error, document) for error in errors]
    return sorted(placed, key=lambda error: (error.line or 0, error.column or 0))


def _follows_from(path: str, wrong: Iterable[str]) -> bool:
    """Whether an error only says that a value of the wrong type is missing."""
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in wrong)


def _placed(error: FieldError, document: "Document") -> FieldError:
    line, column = document.place_of(error.where or error.path)
    return dataclasses.replace(error, line=line, column=column)
