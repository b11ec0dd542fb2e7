"""Rules of what a scheduler reads: this node has no use for it, the API server checks it all."""

from podlab.pods.validation.scheduling.affinity import affinity_errors
from podlab.pods.validation.scheduling.constraints import (
    gate_errors,
    spread_errors,
    toleration_errors,
)

__all__ = ["affinity_errors", "gate_errors", "spread_errors", "toleration_errors"]
