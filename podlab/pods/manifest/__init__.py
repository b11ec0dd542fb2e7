"""A learner's text as Kubernetes reads it: strict, with the line of every field."""

from podlab.pods.manifest.document import Document, Manifest
from podlab.pods.manifest.parsing import LEARNER_KINDS, parse_manifest
from podlab.pods.manifest.text import API_LIMITS, LEARNER_LIMITS, Limits

__all__ = [
    "API_LIMITS",
    "LEARNER_KINDS",
    "LEARNER_LIMITS",
    "Document",
    "Limits",
    "Manifest",
    "parse_manifest",
]
