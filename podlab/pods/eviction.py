"""When a Pod has to go because a volume of its own is too full."""

from collections.abc import Mapping
from dataclasses import dataclass

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import spec_of
from podlab.pods.quantities import bytes_of


@dataclass(frozen=True)
class SizeLimit:
    """An emptyDir's sizeLimit as it is written, and in bytes."""

    text: str
    bytes: int


def disk_limits(pod: Pod) -> dict[str, SizeLimit]:
    """The limits of the emptyDirs on disk; one in memory is as large as its limit anyway."""
    limits = {}
    for volume in spec_of(pod).volumes or []:
        source = volume.emptyDir
        if source and source.sizeLimit and source.medium != "Memory":
            limits[volume.name] = SizeLimit(str(source.sizeLimit), bytes_of(source.sizeLimit))
    return {name: limit for name, limit in limits.items() if limit.bytes}


def eviction_message(limits: Mapping[str, SizeLimit], used: Mapping[str, int]) -> str:
    """Why the Pod is evicted, in the kubelet's words; empty while every volume keeps its limit.

    >>> eviction_message({"v": SizeLimit("1Mi", 1 << 20)}, {"v": 2 << 20})
    'Usage of EmptyDir volume "v" exceeds the limit "1Mi". '
    """
    for name, limit in limits.items():
        if used.get(name, 0) > limit.bytes:
            return f'Usage of EmptyDir volume "{name}" exceeds the limit "{limit.text}". '
    return ""
