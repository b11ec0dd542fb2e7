"""Strict decoding: fields that do not exist and values of the wrong type, by Kubernetes' schema."""

from podlab.pods.validation.structure.decoder import StructureErrors, structure_errors

__all__ = ["StructureErrors", "structure_errors"]
