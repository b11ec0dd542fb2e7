"""What a PersistentVolumeClaim becomes, and what a Pod that names it waits for."""

from podlab.pods.claims.binding import (
    CLASS_NAME,
    PROTECTION,
    STORAGE_CLASS,
    binding_problem,
    bound_claim,
    new_claim,
    volume_for,
    volume_name,
)
from podlab.pods.claims.waiting import Unclaimable, claim_names, unclaimable

__all__ = [
    "CLASS_NAME",
    "PROTECTION",
    "STORAGE_CLASS",
    "Unclaimable",
    "binding_problem",
    "bound_claim",
    "claim_names",
    "new_claim",
    "unclaimable",
    "volume_for",
    "volume_name",
]
