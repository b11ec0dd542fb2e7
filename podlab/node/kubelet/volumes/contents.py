"""Where parts of volumes are on the engine's machine, for the containers that mount them.

A part is mounted by its path, as the kubelet does it, and a link on that path would lead out of
the volume. So every step of the path is looked at, and that happens only where nobody can lay a
link between the look and the mount; elsewhere the part is a volume of its own.
Source: kubelet_pods.go, makeMounts; pkg/volume/util/subpath/subpath_linux.go.
"""

from datetime import datetime

from lightkube.models.core_v1 import Container, VolumeMount

from podlab.node.engine import names
from podlab.node.engine.bodies.volumes import VolumePlan, folders
from podlab.node.engine.engine import Engine
from podlab.node.kubelet.plans.containers import PodPlan
from podlab.node.kubelet.plans.identity import ConfigProblem
from podlab.pods.expansion import container_environment
from podlab.pods.volumes import BadSubPath, exposed_volumes, is_part, sub_path


def mounts_parts(container: Container) -> bool:
    """Whether the container sees only a part of some volume."""
    return any(is_part(each) for each in container.volumeMounts or [])


def part_sources(
    engine: Engine, pause_id: str, plan: PodPlan, container: Container, now: datetime
) -> dict[str, str]:
    """The path of each mounted part by its place in the container; missing folders are made.

    A part that is a volume of its own is not among them. Raises ConfigProblem and MissingSource.
    """
    if not mounts_parts(container):
        return {}
    config_maps, secrets = plan.sources.config_maps, plan.sources.secrets
    environment = container_environment(container, plan.pod, config_maps, secrets, plan.address)
    volumes = {each.name: each for each in plan.volumes}
    exposed = exposed_volumes(plan.pod, debugged=True)
    found = {}
    for each in container.volumeMounts or []:
        if not is_part(each):
            continue
        try:
            part = sub_path(each, environment.variables)
        except BadSubPath as bad:
            raise ConfigProblem(str(bad)) from bad
        if not part or f"{each.name}/{part}" in volumes:
            continue
        if each.name in exposed:
            raise ConfigProblem(f"failed to prepare subPath for {_what(container, each)}")
        whole = engine.volume_folder(volumes[each.name].engine_name)
        inner = _prepare(engine, pause_id, volumes[each.name], part, now, _what(container, each))
        found[each.mountPath] = f"{whole}{inner}"
    return found


def _prepare(
    engine: Engine, pause_id: str, volume: VolumePlan, part: str, now: datetime, what: str
) -> str:
    """The path of the part below its volume's folder, free of links."""
    root = f"{names.VOLUMES_FOLDER}/{volume.name}"
    place, missing = _walk(engine, pause_id, root, part, what)
    if missing:
        archive = folders(missing, volume.mode, volume.group, now)
        engine.unpack(pause_id, place, archive)
        place = f"{place}/{'/'.join(missing)}"
    return place.removeprefix(root)


def _walk(engine: Engine, pause_id: str, root: str, part: str, what: str) -> tuple[str, list[str]]:
    """How far the path leads, with every link followed, and the folders that are missing."""
    place, pieces = root, [each for each in part.split("/") if each]
    while pieces:
        next_place = f"{place}/{pieces[0]}"
        found = engine.stat(pause_id, next_place)
        if found is None:
            break
        if found.target:
            next_place = found.target
            found = engine.stat(pause_id, next_place)
        pieces = pieces[1:]
        outside = not f"{next_place}/".startswith(f"{root}/")
        if outside or found is None or (pieces and not found.is_folder):
            raise ConfigProblem(f"failed to prepare subPath for {what}")
        place = next_place
    return place, pieces


def _what(container: Container, mount: VolumeMount) -> str:
    return f'volumeMount "{mount.name}" of container "{container.name}"'
