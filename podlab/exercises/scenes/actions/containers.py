"""Actions inside a container: run a command, write a file, send a signal from outside."""

import shlex

from podlab.cluster import connect, talk
from podlab.curriculum.format.steps import Exec, Kill, WriteFile
from podlab.exercises.places import Place
from podlab.exercises.scenes.actions.reports import MOST_SHOWN, Did, shown
from podlab.exercises.scenes.actions.targets import Found, find_container
from podlab.exercises.scenes.scene import Scene

SECONDS_OF_A_COMMAND = 30.0
WRITE = ("sh", "-c", 'head -c "$1" > "$2"', "write")


async def run_command(scene: Scene, place: Place, action: Exec) -> Did:
    """Run the command and wait for its end."""
    found = await find_container(scene, place)
    return await execute(scene, place, found, action.command, b"")


async def write_file(scene: Scene, place: Place, action: WriteFile) -> Did:
    """Write through the container's own shell, so that its user and mounts decide."""
    found = await find_container(scene, place)
    content = action.content.encode()
    command = (*WRITE, str(len(content)), action.path)
    said = await execute(scene, place, found, command, content)
    typed = f"printf %s {shlex.quote(action.content)} > {shlex.quote(action.path)}"
    kubectl, docker = typed_exec(scene, place, found, ("sh", "-c", typed))
    return Did(kubectl, docker, said.exit_code, said.stdout, said.stderr, said.problem)


async def send_signal(scene: Scene, place: Place, action: Kill) -> Did:
    """Send the signal to the container's first process."""
    found = await find_container(scene, place)
    cluster = await connect()
    signal = f"SIG{action.signal}"
    await cluster.send_signal(found.namespace, found.pod, container=found.container, signal=signal)
    engine_name = docker_name(scene, place, found)
    return Did(docker=f"docker kill --signal {signal} {engine_name}")


async def execute(
    scene: Scene, place: Place, found: Found, command: tuple[str, ...], data: bytes
) -> Did:
    kubectl, docker = typed_exec(scene, place, found, command)
    cluster = await connect()
    process = await cluster.exec(found.namespace, found.pod, found.container, command, tty=False)
    said = await talk(process, data, MOST_SHOWN, SECONDS_OF_A_COMMAND)
    return Did(
        kubectl, docker, said.ended.code, shown(said.stdout), shown(said.stderr),
        "" if said.ended.code is not None or said.is_cut else said.ended.message,
    )  # fmt: skip


def typed_exec(
    scene: Scene, place: Place, found: Found, command: tuple[str, ...]
) -> tuple[str, str]:
    """The kubectl and the docker command that run this in the container."""
    typed = shlex.join(command)
    kubectl = f"kubectl -n {found.namespace} exec {found.pod} -c {found.container} -- {typed}"
    return kubectl, f"docker exec {docker_name(scene, place, found)} {typed}"


def docker_name(scene: Scene, place: Place, found: Found) -> str:
    """What one would call the container at an engine: a separate one has its own name."""
    alone = scene.units[place.unit].kind == "container"
    return found.container if alone else f"{found.pod}_{found.container}"
