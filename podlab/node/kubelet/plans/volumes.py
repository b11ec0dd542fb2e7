"""A Pod's volumes: which kind each becomes on the engine, and what is in it."""

from collections.abc import Sequence
from dataclasses import replace

from lightkube.models.core_v1 import Pod, Volume

from podlab.node.engine import names
from podlab.node.engine.bodies.volumes import VolumePlan
from podlab.node.kubelet.plans.resources import memory_limit
from podlab.pods.expansion import MissingSource
from podlab.pods.objects import containers_of, init_containers_of, metadata_of, spec_of
from podlab.pods.quantities import bytes_of
from podlab.pods.volumes import File, Sources, own_parts, volume_files

GROUP_READS = 0o440
RESTRICTED_BYTES = 16 << 20  # an emptyDir without a sizeLimit under "restricted"
RESTRICTED_MOST_BYTES = 64 << 20


class MountFailed(Exception):
    """A volume cannot be set up yet; `problem` is the kubelet's text."""

    def __init__(self, volume: str, problem: str) -> None:
        self.volume = volume
        self.problem = problem
        super().__init__(f"{volume}: {problem}")


def volume_plans(
    pod: Pod, labels: dict[str, str], sources: Sources, *, restricted: bool
) -> list[VolumePlan]:
    """Every volume of the Pod, in the manifest's order; raises MountFailed for the first.

    A part that is a volume of its own comes after the whole, as `<volume>/<part>`.
    """
    parts = own_parts(pod)
    plans = []
    for volume in spec_of(pod).volumes or []:
        whole = _plan(pod, volume, {**labels, names.VOLUME: volume.name}, sources, restricted)
        plans.append(whole)
        for part in parts.get(volume.name, []):
            engine_name = names.part_name(whole.engine_name, part)
            plans.append(replace(whole, name=f"{volume.name}/{part}", engine_name=engine_name))
    return plans


def _plan(
    pod: Pod, volume: Volume, labels: dict[str, str], sources: Sources, restricted: bool
) -> VolumePlan:
    group = fs_group(pod)
    engine_name = names.volume_name(metadata_of(pod).uid or "", volume.name)
    files = _files(pod, volume, sources, group)
    if files is not None:
        mode = 0o2755 if group else 0o755
        return VolumePlan(volume.name, engine_name, labels, files=files, group=group, mode=mode)
    return VolumePlan(
        volume.name,
        engine_name,
        labels,
        memory=_memory(pod, volume, restricted),
        group=group,
        mode=0o2777 if group else 0o777,
    )


def fs_group(pod: Pod) -> int:
    """The group that owns the Pod's volumes; 0 is root's, the default."""
    context = spec_of(pod).securityContext
    return (context.fsGroup if context else None) or 0


def _memory(pod: Pod, volume: Volume, restricted: bool) -> int:
    """The size of the volume's tmpfs in bytes; 0 keeps it on disk."""
    source = volume.emptyDir
    limit = bytes_of(source.sizeLimit) if source and source.sizeLimit else 0
    if restricted:
        return max(1 << 20, min(limit or RESTRICTED_BYTES, RESTRICTED_MOST_BYTES))
    if source and source.medium == "Memory":
        most = sum(memory_limit(each) for each in (*init_containers_of(pod), *containers_of(pod)))
        return max(4096, min(limit or most, most))
    return 0


def _files(pod: Pod, volume: Volume, sources: Sources, group: int) -> Sequence[File] | None:
    """What Kubernetes writes into the volume, for the group to read; None for an emptyDir."""
    try:
        files = volume_files(volume, pod, sources)
    except MissingSource as missing:
        raise MountFailed(volume.name, str(missing)) from missing
    if files is None or not group:
        return files
    return [replace(each, mode=each.mode | GROUP_READS) for each in files]
