"""What node says of an image that was built in a namespace, and of a Dockerfile."""

import base64
from collections.abc import Mapping

from podlab.cluster import NotFound, connect
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.library import LoadedExercise, fill
from podlab.pods.objects import JsonObject

IMAGES = "images"  # among what ends with the scene
PATH = "/apis/builds.podlab/v1/namespaces/{namespace}/images/{name}"
SECONDS_TO_READ = 120.0  # of a large image all files are counted


def path_of_image(namespace: str, name: str, part: str = "") -> str:
    path = PATH.format(namespace=namespace, name=name)
    return f"{path}/{part}" if part else path


async def read_image(namespace: str, name: str) -> JsonObject | None:
    """Its size, user and layers; None where it was not built. Raises ClusterError."""
    try:
        return await (await connect()).read(path_of_image(namespace, name))
    except NotFound:
        return None


async def read_part(namespace: str, name: str, part: str) -> JsonObject:
    """Its `contents`, or what `dive` says. Raises ClusterError, NotFound."""
    cluster = await connect()
    return await cluster.read(path_of_image(namespace, name, part), SECONDS_TO_READ)


async def holds(namespace: str, name: str, text: str) -> bool:
    """Whether any layer of it holds a text. Raises ClusterError, NotFound."""
    cluster, path = await connect(), path_of_image(namespace, name, "search")
    return bool((await cluster.post(path, {"search": text}, SECONDS_TO_READ))["found"])


async def review(namespace: str, name: str, order: JsonObject) -> JsonObject:
    """What is refused in a Dockerfile, and what a linter finds. Raises ClusterError."""
    cluster = await connect()
    return await cluster.post(path_of_image(namespace, name, "lint"), order, SECONDS_TO_READ)


async def remove_image(namespace: str, name: str) -> None:
    """Take the image away. Raises ClusterError."""
    await (await connect()).delete_all(path_of_image(namespace, name))


def order_of(
    exercise: LoadedExercise, variables: Mapping[str, str], unit: Unit, dockerfile: str
) -> JsonObject:
    """What node is sent: the Dockerfile, and the files of its folder with variables filled in."""
    folder = f"{unit.context.rstrip('/')}/" if unit.context else ""
    files = {
        path.removeprefix(folder): content_of(data, variables)
        for path, data in exercise.files.bytes_of.items()
        if folder and path.startswith(folder) and path != unit.source
    }
    encoded = {path: base64.b64encode(data).decode() for path, data in files.items()}
    return {"dockerfile": dockerfile, "files": encoded}


def content_of(data: bytes, variables: Mapping[str, str]) -> bytes:
    """A file; a text with the attempt's variables in it."""
    try:
        return fill(data.decode(), variables).encode()
    except UnicodeDecodeError:
        return data
