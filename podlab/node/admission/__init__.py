"""What this node lets in: the sandbox's policy, and what it can honour. Default deny.

A field that is neither honoured nor harmless is refused with its path; a harmless one without
effect here is answered with a warning. Nothing is added and nothing is ignored in silence.
"""

from collections.abc import Iterator
from typing import Literal

from podlab.node.admission.bounds import over_bounds
from podlab.node.admission.fields import unsupported, without_effect
from podlab.node.admission.images import unknown_images
from podlab.node.admission.mounts import bad_mounts
from podlab.node.admission.security import violations
from podlab.node.images.catalogue import Catalogue
from podlab.pods.errors import FieldError
from podlab.pods.networking.annotation import network_errors
from podlab.pods.objects import JsonObject

PodSecurity = Literal["baseline", "restricted"]

__all__ = ["PodSecurity", "admit_pod"]


def admit_pod(
    pod: JsonObject, policy: PodSecurity, catalogue: Catalogue
) -> tuple[list[FieldError], list[str]]:
    """All that refuses a valid Pod with its defaults, and all that has no effect here."""
    refused = {error.path: error for error in reversed(list(_refusals(pod, policy, catalogue)))}
    errors = sorted(refused.values(), key=lambda error: error.path)
    return errors, list(without_effect(pod))


def _refusals(pod: JsonObject, policy: PodSecurity, catalogue: Catalogue) -> Iterator[FieldError]:
    yield from network_errors(pod)
    yield from violations(pod, policy)
    yield from unsupported(pod)
    yield from unknown_images(pod, catalogue)
    yield from bad_mounts(pod)
    yield from over_bounds(pod, policy)
