"""Catalogue images only: there is no registry behind this node."""

from collections.abc import Iterator

from podlab.node.admission.walking import containers
from podlab.node.images.catalogue import Catalogue
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject


def unknown_images(pod: JsonObject, catalogue: Catalogue) -> Iterator[FieldError]:
    """Every image that the catalogue does not have, with the names that it has."""
    for path, container in containers(pod):
        image = container.get("image") or ""
        if catalogue.resolve(image) is None:
            yield FieldError(f"{path}.image", f"Forbidden: {catalogue.refusal(image)}")
