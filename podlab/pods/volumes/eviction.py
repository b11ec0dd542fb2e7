"""When a Pod has to go because it takes too much of the disk.

Source: kubernetes pkg/kubelet/eviction/eviction_manager.go, localStorageEviction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lightkube.models.core_v1 import Container, Pod

from podlab.pods.objects import containers_of, init_containers_of, is_sidecar, spec_of
from podlab.pods.quantities import bytes_of, canonical

RESOURCE = "ephemeral-storage"
KIB = 1024


@dataclass(frozen=True)
class SizeLimit:
    """A limit as it is written, and in bytes."""

    text: str
    bytes: int


@dataclass(frozen=True)
class DiskLimits:
    """What a Pod may take: each emptyDir on disk, each main container, and all of it together.

    `volumes` has every emptyDir on disk, None where it is without a limit of its own.
    """

    volumes: Mapping[str, SizeLimit | None] = field(default_factory=dict)
    containers: Mapping[str, SizeLimit] = field(default_factory=dict)
    together: SizeLimit | None = None

    @property
    def measured(self) -> list[str]:
        """The volumes that have to be measured."""
        return [name for name, limit in self.volumes.items() if limit or self.together]

    def __bool__(self) -> bool:
        return bool(self.measured or self.containers or self.together)


@dataclass(frozen=True)
class DiskUse:
    """What a Pod takes, in bytes: its volumes, and its containers with their logs."""

    volumes: Mapping[str, int] = field(default_factory=dict)
    containers: Mapping[str, int] = field(default_factory=dict)


def disk_limits(pod: Pod) -> DiskLimits:
    """The limits of a Pod; an emptyDir in memory is as large as its limit anyway."""
    volumes: dict[str, SizeLimit | None] = {}
    for volume in spec_of(pod).volumes or []:
        source = volume.emptyDir
        if source and source.medium != "Memory":
            limit = _limit(source.sizeLimit) if source.sizeLimit else None
            volumes[volume.name] = limit if limit and limit.bytes else None
    containers = {each.name: _storage(each) for each in containers_of(pod)}
    own = {name: limit for name, limit in containers.items() if limit and limit.bytes}
    return DiskLimits(volumes, own, _together(pod))


def eviction_message(limits: DiskLimits, used: DiskUse) -> str:
    """Why the Pod is evicted, in the kubelet's words; empty while it keeps its limits.

    >>> limits = DiskLimits({"v": SizeLimit("1Mi", 1 << 20)})
    >>> eviction_message(limits, DiskUse({"v": 2 << 20}))
    'Usage of EmptyDir volume "v" exceeds the limit "1Mi". '
    """
    for name, limit in limits.volumes.items():
        if limit and used.volumes.get(name, 0) > limit.bytes:
            return f'Usage of EmptyDir volume "{name}" exceeds the limit "{limit.text}". '
    total = sum(used.volumes.values()) + sum(used.containers.values())
    if limits.together and total > limits.together.bytes:
        most = limits.together.text
        return f"Pod ephemeral local storage usage exceeds the total limit of containers {most}. "
    for name, limit in limits.containers.items():
        if used.containers.get(name, 0) > limit.bytes:
            return f'Container {name} exceeded its local ephemeral storage limit "{limit.text}". '
    return ""


def _limit(text: object) -> SizeLimit:
    return SizeLimit(str(text), bytes_of(str(text)))


def _storage(container: Container) -> SizeLimit | None:
    found = (container.resources.limits or {}) if container.resources else {}
    return _limit(found[RESOURCE]) if RESOURCE in found else None


def _together(pod: Pod) -> SizeLimit | None:
    """The most that may be in force at one time; who has no limit counts for nothing."""
    beside, most, texts = 0, 0, []
    for each in init_containers_of(pod):
        limit = _storage(each)
        if limit:
            texts.append(limit.text)
            most = max(most, beside + limit.bytes)
            beside += limit.bytes if is_sidecar(each) else 0
    main = [limit for each in containers_of(pod) if (limit := _storage(each))]
    if not texts and not main:
        return None
    total = max(most, beside + sum(each.bytes for each in main))
    binary = "i" in [*texts, *(each.text for each in main)][0] and total % KIB == 0
    return SizeLimit(canonical(f"{total // KIB}Ki" if binary else str(total)), total)
