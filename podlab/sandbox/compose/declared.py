"""The picture of the Pod that a text declares, for as long as nothing of it runs."""

from collections.abc import Mapping
from typing import Any

from podlab.pods.errors import InvalidManifest
from podlab.sandbox.compose.checking import read_manifest
from podlab.sandbox.live.drawing import draw_both
from podlab.sandbox.picture import Activity


def draw_declared(text: str, namespace: str, *, xray: bool = False) -> Mapping[str, Any]:
    """The picture's parts as the templates take them; nothing for a text with mistakes."""
    try:
        manifest = read_manifest(text, namespace)
    except InvalidManifest:
        return {}
    pods = [document.object for document in manifest.documents if document.kind == "Pod"]
    return draw_both(pods[0], Activity(), xray=xray)
