"""From bytes to text: the limits of a manifest, its encoding, and characters that never belong."""

import json
import re
from dataclasses import dataclass

from podlab.pods.errors import FieldError, InvalidManifest


@dataclass(frozen=True)
class Limits:
    """How much one text may ask of the reader; aliases and merge keys count as written out."""

    size: int  # bytes
    depth: int = 64  # lists and mappings inside each other
    nodes: int = 4_000  # keys, values, lists and mappings
    documents: int = 50


LEARNER_LIMITS = Limits(size=65_536)
API_LIMITS = Limits(size=3 * 1024 * 1024, nodes=100_000)

NOT_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: str | bytes, limits: Limits) -> str:
    """The text, if it is small enough and nothing but text. Raises `InvalidManifest`."""
    _check_size(data, limits)
    text = data if isinstance(data, str) else _decode_bytes(data)
    text = text.removeprefix("\ufeff")
    found = NOT_TEXT.search(text)
    if found:
        raise InvalidManifest([_not_text(text, found)])
    return _without_json_tabs(text)


def _check_size(data: str | bytes, limits: Limits) -> None:
    size = len(data)
    if isinstance(data, str) and limits.size // 4 < size <= limits.size:
        size = len(data.encode(errors="surrogatepass"))
    if size > limits.size:
        unit = "bytes" if isinstance(data, bytes) or size <= 4 * limits.size else "characters"
        problem = f"Too long: may not be more than {limits.size} bytes, and this is {size} {unit}"
        raise InvalidManifest([FieldError("", problem, line=1, column=1)])


def _decode_bytes(data: bytes) -> str:
    try:
        if data.startswith(WIDE_MARKS):
            return data.decode("utf-16")
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = "yaml: invalid leading UTF-8 octet"
        advice = "Save the file as UTF-8."
        raise InvalidManifest([FieldError("", problem, advice, line, 1)]) from error


def _not_text(text: str, found: re.Match[str]) -> FieldError:
    start = found.start()
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    name = f"U+{ord(found[0]):04X}"
    advice = f"Remove the invisible character {name} here."
    return FieldError("", "yaml: control characters are not allowed", advice, line, column)


def _without_json_tabs(text: str) -> str:
    """JSON may be indented with tabs, YAML may not; no string of valid JSON holds a tab."""
    if "\t" not in text or not text.lstrip().startswith("{"):
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text.replace("\t", " ")
