"""The checks of what is inside of containers, read and decided."""

from podlab.curriculum.format.assertions import EnvIs, ImageIs, NamespaceIs, ProcessIs
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.built import check_built
from podlab.exercises.checking.insides.images import decide_image, image_expected
from podlab.exercises.checking.insides.namespaces import decide_namespace, not_running
from podlab.exercises.checking.insides.processes import (
    LOOK,
    Process,
    decide_env,
    decide_process,
    process_expected,
    processes_of,
)
from podlab.exercises.checking.insides.reading import image_of, inode_of
from podlab.exercises.checking.insides.running import ask_shell
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
        if place.container:  # nothing can be run in the pause container
            path, name = f"/proc/self/ns/{wanted.kind}", pod["metadata"]["name"]
            where = (ground.scene.namespace, name, place.container)
            commands.append(exec_in(*where, "readlink", path))
    return decide_namespace(wanted, inodes, "\n".join(commands))


async def check_process(wanted: ProcessIs, ground: Ground) -> Result:
    """The processes of the container."""
    seen = await seen_processes(wanted.place, ground)
    if seen is None:
        return not_running(wanted.place, process_expected(wanted))
    return decide_process(wanted, seen[0], exec_in(*seen[1], "ps", "-o", "pid,user,args"))


async def check_env(wanted: EnvIs, ground: Ground) -> Result:
    """The environment of its first process."""
    seen = await seen_processes(wanted.place, ground)
    if seen is None:
        return not_running(wanted.place, wanted.name)
    return decide_env(wanted, seen[0], exec_in(*seen[1], "printenv", wanted.name))


async def check_image(wanted: ImageIs, ground: Ground) -> Result:
    """The image of a container that runs, or one that the scene builds."""
    place = ground.place(wanted.of)
    if ground.scene.units[place.unit].kind == "image":
        return await check_built(wanted, ground.scene, place.unit)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(wanted.of, image_expected(wanted))
    container = ground.container(place, pod)
    secret = wanted.secret_absent or ""
    image = await image_of(pod, container, secret, shell=wanted.has_shell is not None)
    wants = next(each for each in pod["spec"]["containers"] if each["name"] == container)
    return decide_image(wanted, image, f"docker image inspect {wants['image']}")


async def seen_processes(
    text: str, ground: Ground
) -> tuple[list[Process], tuple[str, str, str]] | None:
    """The container's processes, and where they are; None while it does not run."""
    place = ground.place(text)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return None
    container = ground.container(place, pod)
    found = processes_of(await ask_shell(pod, container, LOOK))
    return found, (ground.scene.namespace, pod["metadata"]["name"], container)
