"""ConfigMaps and Secrets of a Pod's namespace, and what is said when one is missing."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from podlab.pods.objects import JsonObject

Kind = Literal["configmap", "secret"]
PLURAL = {"configmap": "configmaps", "secret": "secrets"}


class MissingSource(Exception):
    """A ConfigMap, a Secret or a key of one is not there; the text is the kubelet's."""


@dataclass(frozen=True)
class Sources:
    """Looks configuration up; `find` gives the object of a plural and a name, or None."""

    find: Callable[[str, str], JsonObject | None]

    def data(self, kind: Kind, name: str) -> dict[str, bytes]:
        """Every key with its bytes; raises MissingSource."""
        found = self.find(PLURAL[kind], name)
        if found is None:
            raise MissingSource(f'{kind} "{name}" not found')
        if kind == "secret":
            return {key: base64.b64decode(each) for key, each in (found.get("data") or {}).items()}
        text = {key: each.encode() for key, each in (found.get("data") or {}).items()}
        binary = found.get("binaryData") or {}
        return text | {key: base64.b64decode(each) for key, each in binary.items()}
