"""What images are called that learners build: `built/<name>`, of each namespace another."""

import re

from podlab.node.engine import names
from podlab.node.images.catalogue import Catalogue, CatalogueEntry

PREFIX = "built/"
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\Z")
ROLE = "built"  # of an image, and of the container that is made to read one


def built_name(image: str) -> str:
    """The name behind `built/`, or "" for another reference.

    >>> built_name("built/server"), built_name("built/server:latest"), built_name("nginx")
    ('server', 'server', '')
    """
    if not image.startswith(PREFIX):
        return ""
    name = image.removeprefix(PREFIX).removesuffix(":latest")
    return name if NAME.match(name) else ""


def tag_of(node_id: str, namespace: str, name: str) -> str:
    """What the engine calls it."""
    return f"podlab-built/{node_id}/{namespace}/{name}"


def labels_of(node_id: str, namespace: str) -> dict[str, str]:
    """What every stage of every build carries."""
    return {names.NODE: node_id, names.NAMESPACE: namespace, names.ROLE: ROLE}


def entry_of(
    catalogue: Catalogue, image: str, node_id: str, namespace: str
) -> CatalogueEntry | None:
    """What a Pod of a namespace means: an image that was built there, or the catalogue's."""
    name = built_name(image)
    if not name:
        return catalogue.resolve(image)
    tag = tag_of(node_id, namespace, name)
    return CatalogueEntry(f"built.{name}", "built by a learner", engine_tag=tag)


def not_built(image: str) -> str:
    """Why a Pod's image is not there."""
    return f"{image} was not built in this namespace, or its build failed"
