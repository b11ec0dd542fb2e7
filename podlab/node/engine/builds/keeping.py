"""The images that were built: which there are, and taking them away again."""

import contextlib
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.builds.tags import ROLE, tag_of
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, ImageMissing, translated


def is_there(engine: Engine, tag: str) -> bool:
    """Whether the engine has it."""
    try:
        engine.image(tag)
    except ImageMissing:
        return False
    return True


def built_images(engine: Engine, namespace: str = "") -> list[dict[str, Any]]:
    """All that this node has built, or for one namespace; stages without a name among them."""
    wanted = [f"{names.NODE}={engine.node_id}", f"{names.ROLE}={ROLE}"]
    if namespace:
        wanted.append(f"{names.NAMESPACE}={namespace}")
    with translated():
        found: list[dict[str, Any]] = engine.api.images(filters={"label": wanted})
    return found


def remove_image(engine: Engine, namespace: str, name: str) -> None:
    """Take the image's name away, and the files that nothing needs any more; safe to repeat."""
    with contextlib.suppress(EngineError), translated():
        engine.api.remove_image(tag_of(engine.node_id, namespace, name), force=True)


def remove_namespace(engine: Engine, namespace: str) -> None:
    """Take away all that was built in a namespace."""
    for image in built_images(engine, namespace):
        for tag in named(image):
            remove_image(engine, namespace, tag.rpartition("/")[2].removesuffix(":latest"))
    remove_nameless(engine, namespace)


def remove_nameless(engine: Engine, namespace: str) -> None:
    """Take away stages and what was built again; what others are built on stays until they go."""
    while True:
        nameless = [each["Id"] for each in built_images(engine, namespace) if not named(each)]
        gone = [image_id for image_id in nameless if removed(engine, image_id)]
        if not gone:
            return


def removed(engine: Engine, image_id: str) -> bool:
    """Whether it could be removed: not while a container or another image needs it."""
    try:
        with translated():
            engine.api.remove_image(image_id)
    except EngineError:
        return False
    return True


def remove_readers(engine: Engine, before: float) -> None:
    """Containers that were made to read an image before that time, by a node that died over it."""
    for each in engine.containers():
        if each["Labels"].get(names.ROLE) == ROLE and each["Created"] < before:
            engine.remove(each["Id"])


def named(image: dict[str, Any]) -> list[str]:
    """Its tags."""
    return [tag for tag in image.get("RepoTags") or [] if not tag.startswith("<none>")]
