"""What a downwardAPI file says. Source: kubernetes pkg/fieldpath, pkg/api/v1/resource."""

import re
from collections.abc import Mapping

from lightkube.models.core_v1 import Container, DownwardAPIVolumeFile, Pod

from podlab.pods.expansion import NodeFacts, field_value, resource_value
from podlab.pods.objects import all_containers, metadata_of

ESCAPES = {
    "\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v",
    "\\": r"\\", '"': r"\"",
}  # fmt: skip


def downward_text(item: DownwardAPIVolumeFile, pod: Pod, node: NodeFacts) -> str:
    """The content of one file."""
    if item.fieldRef:
        path, metadata = item.fieldRef.fieldPath, metadata_of(pod)
        if path in {"metadata.labels", "metadata.annotations"}:
            return format_map(getattr(metadata, path.removeprefix("metadata.")) or {})
        return field_value(pod, path, "", node)
    if item.resourceFieldRef:
        name = item.resourceFieldRef.containerName
        named = (each for each in all_containers(pod) if each.name == name)
        return resource_value(next(named, Container(name="")), item.resourceFieldRef, node)
    return ""


def format_map(values: Mapping[str, str]) -> str:
    r"""Labels or annotations as lines, sorted, without a newline at the end.

    >>> print(format_map({"tier": "front", "app": 'a "b"'}))
    app="a \"b\""
    tier="front"
    """
    return "\n".join(f"{key}={go_quote(values[key])}" for key in sorted(values))


def go_quote(text: str) -> str:
    r"""The text as Go's %q writes it.

    >>> print(go_quote("tab\tbell\a nul\0 é \u200b"))
    "tab\tbell\a nul\x00 é \u200b"
    """
    return '"' + re.sub(r"[\s\S]", lambda match: _escaped(match[0]), text) + '"'


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
