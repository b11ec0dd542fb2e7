"""What is in a Pod's ConfigMap, Secret, downwardAPI and projected volumes."""

from podlab.pods.volumes.content import File, is_rendered, volume_files
from podlab.pods.volumes.sources import Sources
from podlab.pods.volumes.subpath import BadSubPath, sub_path

__all__ = ["BadSubPath", "File", "Sources", "is_rendered", "sub_path", "volume_files"]
