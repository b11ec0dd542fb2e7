"""What a Pod's namespace has for its volumes: ConfigMaps and Secrets, as bytes by key; claims."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from podlab.pods.expansion import MissingSource
from podlab.pods.objects import JsonObject

Kind = Literal["configmap", "secret"]


@dataclass(frozen=True)
class Sources:
    """The objects of one namespace by name."""

    config_maps: Mapping[str, JsonObject]
    secrets: Mapping[str, JsonObject]
    claims: Mapping[str, JsonObject] = field(default_factory=dict)

    def data(self, kind: Kind, name: str) -> dict[str, bytes]:
        """Every key with its bytes; raises MissingSource."""
        objects = self.config_maps if kind == "configmap" else self.secrets
        if name not in objects:
            raise MissingSource(f'{kind} "{name}" not found')
        found = objects[name]
        if kind == "secret":
            return _decoded(found.get("data"))
        text = {key: each.encode() for key, each in (found.get("data") or {}).items()}
        return text | _decoded(found.get("binaryData"))


def _decoded(data: Mapping[str, str] | None) -> dict[str, bytes]:
    return {key: base64.b64decode(each) for key, each in (data or {}).items()}
