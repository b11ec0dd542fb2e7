"""What the API server would refuse in a workload, in its own sentences."""

from podlab.workloads.validation.rules import validate_object, validate_update

__all__ = ["validate_object", "validate_update"]
