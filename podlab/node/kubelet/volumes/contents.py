"""Where the content of a Pod's volumes is on the engine's machine, for mounts of a part of one."""

import posixpath

from lightkube.models.core_v1 import Container

from podlab.node.engine import names
from podlab.node.engine.bodies.volumes import DATA
from podlab.node.engine.engine import Engine
from podlab.node.kubelet.plans.containers import PodPlan


def mounts_parts(container: Container) -> bool:
    """Whether the container sees only a part of some volume."""
    return any(each.subPath or each.subPathExpr for each in container.volumeMounts or [])


def content_folders(
    engine: Engine, pause_id: str, plan: PodPlan, container: Container
) -> dict[str, str]:
    """The folder with the present files of each volume of which the container mounts a part.

    Containers may only read these volumes, so no path in them can be a trap of theirs.
    """
    wanted = {
        each.name for each in container.volumeMounts or [] if each.subPath or each.subPathExpr
    }
    found = {}
    for volume in plan.volumes:
        if volume.name in wanted and volume.files is not None:
            link = f"{names.VOLUMES_FOLDER}/{volume.name}/{DATA}"
            data = engine.stat(pause_id, link)
            content = posixpath.basename(data.target) if data else ""
            found[volume.name] = f"{engine.volume_folder(volume.engine_name)}/{content}"
    return found
