"""A tape as a document that can be stored, sent and opened again: docs/recordings.md. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from podlab.pods.objects import JsonObject
from podlab.sandbox.tape.keeping import Tape

FORMAT, VERSION = "podlab-recording", 1
LEFT_OUT = "# A Secret stood here. Recordings leave them out.\n"


@dataclass(frozen=True)
class Document:
    """One run, told from its beginning to its end. `recorded` says by what, and `at` when."""

    pod: JsonObject
    entries: tuple[JsonObject, ...]
    left_out: int = 0
    manifest: str = ""
    recorded: Mapping[str, str] = field(default_factory=dict)

    @property
    def start(self) -> float:
        return float(self.entries[0]["time"]) if self.entries else 0.0

    @property
    def end(self) -> float:
        return float(self.entries[-1]["time"]) if self.entries else 0.0

    def to_json(self) -> bytes:
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "recorded": dict(self.recorded),
                "manifest": self.manifest,
                "pod": self.pod,
                "left_out": self.left_out,
                "entries": list(self.entries),
            },
            separators=(",", ":"),
        ).encode()


def from_tape(
    tape: Tape, manifest: str = "", recorded: Mapping[str, str] | None = None
) -> Document | None:
    """The tape as it is now; None while it has not seen the Pod."""
    if tape.pod is None:
        return None
    return Document(
        tape.pod, tuple(tape.entries()), tape.left_out, without_secrets(manifest), recorded or {}
    )


def from_own_json(text: bytes) -> Document:
    """A document that `to_json` wrote; what comes from elsewhere goes through `read_document`."""
    found: JsonObject = json.loads(text)
    return Document(
        found["pod"],
        tuple(found["entries"]),
        found["left_out"],
        found["manifest"],
        found["recorded"],
    )


def without_secrets(manifest: str) -> str:
    """The manifest without its Secret objects; what can't be read is left out as well."""
    parts = re.split(r"(?m)^---(?=\s|$)", manifest)
    return "---".join(part if _is_open(part) else f"\n{LEFT_OUT}" for part in parts)


def _is_open(part: str) -> bool:
    try:
        found = yaml.safe_load(part)
    except (yaml.YAMLError, ValueError):
        return False
    return found is None or (isinstance(found, dict) and found.get("kind") in {"Pod", "ConfigMap"})


def without_name(document: JsonObject, name: str, instead: str) -> JsonObject:
    """The document with a name that is nobody's business replaced wherever it stands."""
    replaced: JsonObject = json.loads(
        json.dumps(document).replace(json.dumps(name)[1:-1], json.dumps(instead)[1:-1])
    )
    return replaced
