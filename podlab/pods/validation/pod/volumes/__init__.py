"""Rules of volumes: of those that a node makes itself, and of those that lie elsewhere."""

from podlab.pods.validation.pod.volumes.sources import token_errors, volume_errors

__all__ = ["token_errors", "volume_errors"]
