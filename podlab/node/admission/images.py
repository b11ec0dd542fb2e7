"""Catalogue images only: there is no registry behind this node."""

from collections.abc import Iterator

from podlab.node.admission.walking import containers
from podlab.node.engine.builds.tags import built_name
from podlab.node.images.catalogue import Catalogue
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

MISSING_IMAGE = "podlab.dev/missing-image"  # `allow`: to see what a kubelet then does


def unknown_images(pod: JsonObject, catalogue: Catalogue) -> Iterator[FieldError]:
    """Every image that the catalogue does not have, with the names that it has. One that a learner
    builds may be named before it is there.

    None for a Pod that wants it so: its containers wait in ErrImagePull, as on any node.
    """
    annotations = (pod.get("metadata") or {}).get("annotations") or {}
    if annotations.get(MISSING_IMAGE) == "allow":
        return
    for path, container in containers(pod):
        image = container.get("image") or ""
        if not built_name(image) and catalogue.resolve(image) is None:
            yield FieldError(f"{path}.image", f"Forbidden: {catalogue.refusal(image)}")
