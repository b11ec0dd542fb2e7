"""What is in a Pod's ConfigMap, Secret, downwardAPI and projected volumes."""

from podlab.pods.volumes.content import File, is_rendered, volume_files
from podlab.pods.volumes.sources import Sources

__all__ = ["File", "Sources", "is_rendered", "volume_files"]
