"""What the API server would refuse in an object, in its own sentences: structure, then rules."""

from podlab.pods.decoding import StructureErrors, structure_errors
from podlab.pods.validation.document import validate_document
from podlab.pods.validation.ephemeral import ephemeral_update_errors
from podlab.pods.validation.rules import pod_spec_errors, validate_object
from podlab.pods.validation.update import validate_pod_update

__all__ = [
    "StructureErrors",
    "ephemeral_update_errors",
    "pod_spec_errors",
    "structure_errors",
    "validate_document",
    "validate_object",
    "validate_pod_update",
]
