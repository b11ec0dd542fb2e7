"""Strict decoding: fields that do not exist and values of the wrong type, by Kubernetes' schema."""

from podlab.pods.decoding.decoder import StructureErrors, json_name, structure_errors
from podlab.pods.decoding.missing import missing_fields

__all__ = ["StructureErrors", "json_name", "missing_fields", "structure_errors"]
