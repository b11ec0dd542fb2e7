"""The checks of what is inside of containers, read and decided."""

from podlab.curriculum.format.assertions import NamespaceIs
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.namespaces import decide_namespace, not_running
from podlab.exercises.checking.insides.reading import inode_of
from podlab.exercises.checking.pods.statuses import is_running
from podlab.exercises.checking.verdicts import exec_in
from podlab.exercises.results import Result


async def check_namespace(wanted: NamespaceIs, ground: Ground) -> Result:
    """The kernel's number of each place; a Pod without a container is its pause container."""
    inodes, commands = [], []
    for text in wanted.same or wanted.different:
        place = ground.place(text)
        pod = await ground.pod(place.unit)
        if pod is None or not is_running(pod, place.container):
            return not_running(text, f"{wanted.kind}: {', '.join(wanted.same or wanted.different)}")
        run = ground.scene.runs.get(place.unit)
        inodes.append((text, await inode_of(run, pod, place.container, wanted.kind)))
        path = f"/proc/self/ns/{wanted.kind}"
        name = pod["metadata"]["name"]
        commands.append(exec_in(ground.scene.namespace, name, place.container, "readlink", path))
    return decide_namespace(wanted, inodes, "\n".join(commands))
