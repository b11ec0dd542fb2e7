"""The files of a volume whose content Kubernetes writes.

Sources: kubernetes pkg/volume/{configmap,secret,downwardapi,projected}. A volume that cannot be
filled yet raises MissingSource with the kubelet's text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lightkube.models.core_v1 import DownwardAPIVolumeFile, KeyToPath, Pod, Volume, VolumeProjection

from podlab.pods.expansion import MissingSource, NodeFacts
from podlab.pods.volumes.downward import downward_text
from podlab.pods.volumes.sources import Kind, Sources

DEFAULT_MODE = 0o644


@dataclass(frozen=True)
class File:
    """One file of a volume; `path` may be nested."""

    path: str
    content: bytes
    mode: int = DEFAULT_MODE


@dataclass(frozen=True)
class _Reference:
    """A ConfigMap or Secret, and which of its keys become files. No items: all of them."""

    kind: Kind
    name: str
    items: Sequence[KeyToPath] | None
    optional: bool | None


def is_rendered(volume: Volume) -> bool:
    """Whether Kubernetes writes what is in it, so that containers may only read."""
    sources = (volume.configMap, volume.secret, volume.downwardAPI, volume.projected)
    return any(each is not None for each in sources)


def volume_files(
    volume: Volume, pod: Pod, sources: Sources, node: NodeFacts | None = None
) -> list[File] | None:
    """The files in the order of their paths; None for a volume that containers write to."""
    node = node or NodeFacts()
    if volume.configMap is not None:
        source = volume.configMap
        mode = _mode(source.defaultMode)
        reference = _Reference("configmap", source.name or "", source.items, source.optional)
        return _sorted(_chosen(reference, sources, mode))
    if volume.secret is not None:
        secret = volume.secret
        mode = _mode(secret.defaultMode)
        reference = _Reference("secret", secret.secretName or "", secret.items, secret.optional)
        return _sorted(_chosen(reference, sources, mode))
    if volume.downwardAPI is not None:
        mode = _mode(volume.downwardAPI.defaultMode)
        return _sorted(_downward(volume.downwardAPI.items, pod, mode, node))
    if volume.projected is not None:
        mode = _mode(volume.projected.defaultMode)
        return _projected(volume.projected.sources or [], pod, sources, mode, node)
    return None


def _projected(
    projections: Sequence[VolumeProjection],
    pod: Pod,
    sources: Sources,
    mode: int,
    node: NodeFacts,
) -> list[File]:
    """All sources in one tree, the later ones on top; every one that is missing is named."""
    files: list[File] = []
    problems: list[str] = []
    for projection in projections:
        try:
            files += _projection(projection, pod, sources, mode, node)
        except MissingSource as missing:
            problems.append(str(missing))
    if problems:
        distinct = list(dict.fromkeys(problems))
        raise MissingSource(distinct[0] if len(distinct) == 1 else f"[{', '.join(distinct)}]")
    return _sorted(files)


def _projection(
    projection: VolumeProjection, pod: Pod, sources: Sources, mode: int, node: NodeFacts
) -> list[File]:
    if projection.downwardAPI is not None:
        return list(_downward(projection.downwardAPI.items, pod, mode, node))
    kind: Kind = "configmap" if projection.configMap is not None else "secret"
    source = projection.configMap or projection.secret
    if source is None:
        return []
    reference = _Reference(kind, source.name or "", source.items, source.optional)
    return list(_chosen(reference, sources, mode))


def _chosen(reference: _Reference, sources: Sources, default: int) -> Iterator[File]:
    try:
        data = sources.data(reference.kind, reference.name)
    except MissingSource:
        if not reference.optional:
            raise
        data = {}
    if not reference.items:
        yield from (File(key, content, default) for key, content in data.items())
        return
    for item in reference.items:
        if item.key in data:
            yield File(item.path, data[item.key], _mode(item.mode, default))
        elif not reference.optional:
            raise MissingSource(_no_key(reference.kind, item.key))


def _no_key(kind: Kind, key: str) -> str:
    if kind == "configmap":
        return f"configmap references non-existent config key: {key}"
    return f"references non-existent secret key: {key}"


def _downward(
    items: Sequence[DownwardAPIVolumeFile] | None, pod: Pod, default: int, node: NodeFacts
) -> Iterator[File]:
    for item in items or []:
        yield File(item.path, downward_text(item, pod, node).encode(), _mode(item.mode, default))


def _mode(given: int | None, default: int = DEFAULT_MODE) -> int:
    return default if given is None else given


def _sorted(files: Iterator[File] | list[File]) -> list[File]:
    """One file for each path, the last one."""
    by_path = {each.path: each for each in files}
    return [by_path[path] for path in sorted(by_path)]
