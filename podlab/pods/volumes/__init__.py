"""What is in a Pod's ConfigMap, Secret, downwardAPI and projected volumes."""

from podlab.pods.volumes.content import File, is_rendered, volume_files
from podlab.pods.volumes.settling import with_settled_parts
from podlab.pods.volumes.sources import Sources
from podlab.pods.volumes.subpath import BadSubPath, exposed_volumes, is_part, own_parts, sub_path

__all__ = [
    "BadSubPath",
    "File",
    "Sources",
    "exposed_volumes",
    "is_part",
    "is_rendered",
    "own_parts",
    "sub_path",
    "volume_files",
    "with_settled_parts",
]
