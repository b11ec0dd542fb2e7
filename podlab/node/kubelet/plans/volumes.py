"""A Pod's volumes: which kind each becomes on the engine, and what is in it."""

from collections.abc import Sequence
from dataclasses import replace

from lightkube.models.core_v1 import PersistentVolumeClaimVolumeSource, Pod, Volume

from podlab.node.engine import names
from podlab.node.engine.bodies.volumes import VolumePlan
from podlab.node.kubelet.plans.resources import pod_memory
from podlab.pods.expansion import MissingSource
from podlab.pods.objects import JsonObject, metadata_of, spec_of
from podlab.pods.quantities import bytes_of
from podlab.pods.volumes import File, Sources, own_parts, volume_files

GROUP_READS = 0o440
SET_GROUP, STICKY = 0o2000, 0o1000
SECRET_BYTES = 64 << 20  # only we write there: two versions of all Secrets of a volume
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
    if volume.persistentVolumeClaim:
        return _claimed(volume.name, volume.persistentVolumeClaim, labels, sources, restricted)
    _check_medium(volume)
    group = fs_group(pod)
    engine_name = names.volume_name(metadata_of(pod).uid or "", volume.name)
    files = _files(pod, volume, sources, group)
    memory = _memory(pod, volume, restricted) if files is None else _secret_memory(volume)
    mode = 0o777 | (SET_GROUP if group else 0) | (STICKY if _is_tmpfs(volume) else 0)
    return VolumePlan(
        volume.name, engine_name, labels, memory=memory, files=files, group=group, mode=mode
    )


def check_bound(pod: Pod, sources: Sources) -> None:
    """A Pod that its manifest gave to the node never met the scheduler, who has claims bound."""
    for volume in spec_of(pod).volumes or []:
        if volume.persistentVolumeClaim:
            claim = _claim_of(volume.name, volume.persistentVolumeClaim.claimName, sources)
            if "volumeName" not in claim["spec"]:
                raise MountFailed(volume.name, "PVC is not bound")


def _claimed(
    name: str,
    source: PersistentVolumeClaimVolumeSource,
    labels: dict[str, str],
    sources: Sources,
    restricted: bool,
) -> VolumePlan:
    """A volume that the claim brings: its labels are the claim's, so it stays when the Pod goes."""
    claim = _claim_of(name, source.claimName, sources)
    uid = str(claim["metadata"]["uid"])
    size = bytes_of(claim["spec"]["resources"]["requests"]["storage"])
    return VolumePlan(
        name,
        names.claim_volume_name(uid),
        names.claim_labels(labels[names.NODE], claim["metadata"]),
        memory=max(1 << 20, min(size, RESTRICTED_MOST_BYTES)) if restricted else 0,
        read_only=bool(source.readOnly),
        claim=uid,
    )


def _claim_of(volume: str, name: str, sources: Sources) -> JsonObject:
    claim = sources.claims.get(name)
    if claim is None:
        raise MountFailed(volume, f'persistentvolumeclaim "{name}" not found')
    return claim


def _check_medium(volume: Volume) -> None:
    """The API server takes any word; a kubelet tries for ever. Source: volume/emptydir."""
    medium = (volume.emptyDir.medium if volume.emptyDir else None) or ""
    if medium.startswith("HugePages"):
        problem = "hugePages storage requested, but there is no resource request for huge pages"
        raise MountFailed(volume.name, f"medium {medium}: {problem}")
    if medium not in {"", "Memory"}:
        raise MountFailed(volume.name, f'unknown storage medium "{medium}"')


def _is_tmpfs(volume: Volume) -> bool:
    """Whether a cluster would have it in memory, where a volume is made sticky."""
    in_memory = volume.emptyDir is not None and volume.emptyDir.medium == "Memory"
    return in_memory or _secret_memory(volume) > 0


def _secret_memory(volume: Volume) -> int:
    """The bound of a tmpfs that keeps Secrets off the disk; 0 where there are none."""
    sources = (volume.projected.sources if volume.projected else None) or []
    has_secrets = volume.secret is not None or any(each.secret is not None for each in sources)
    return SECRET_BYTES if has_secrets else 0


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
        most = pod_memory(pod, restricted=restricted)
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
