"""Who owns which field of an object: managedFields, and server-side apply on top of them.

Semantics: "Server-Side Apply" in the Kubernetes documentation, and structured-merge-diff.
"""

from podlab.pods.ownership.applying import Applied, Apply, apply_config
from podlab.pods.ownership.conflicts import ApplyConflict, Conflict
from podlab.pods.ownership.entries import InvalidManagedFields, read_managers, write_managers
from podlab.pods.ownership.fields.checking import schema_errors
from podlab.pods.ownership.managers import Manager, Managers, Owned
from podlab.pods.ownership.tracking import Kind, track_update
from podlab.pods.ownership.writing import (
    owned_new,
    owned_update,
    owners_of,
    with_managers,
)

__all__ = [
    "Applied",
    "Apply",
    "ApplyConflict",
    "Conflict",
    "InvalidManagedFields",
    "Kind",
    "Manager",
    "Managers",
    "Owned",
    "apply_config",
    "owned_new",
    "owned_update",
    "owners_of",
    "read_managers",
    "schema_errors",
    "track_update",
    "with_managers",
    "write_managers",
]
