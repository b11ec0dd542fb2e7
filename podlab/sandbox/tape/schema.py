"""Reading a recording that a stranger wrote: strictly, and every problem at once. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from podlab.pods.decoding import structure_errors
from podlab.pods.objects import JsonObject
from podlab.sandbox.tape.document import FORMAT, VERSION, Document
from podlab.sandbox.tape.fields import ENTRIES, is_number, problems_of_fields
from podlab.sandbox.tape.keeping import ENTRIES_KEPT, named

MOST_BYTES = 4_000_000
MOST_POD_ENTRIES = 2_000
MOST_PARTS = 60
LONGEST_MANIFEST = 65_536
LONGEST_WORD = 300
LATEST = 4_102_444_800.0  # the year 2100
PROBLEMS_TOLD = 20
TOP = {
    "format": str,
    "version": int,
    "recorded": dict,
    "manifest": str,
    "pod": dict,
    "left_out": int,
    "entries": list,
}


NAMED = (
    ("spec", "initContainers"),
    ("spec", "containers"),
    ("spec", "ephemeralContainers"),
    ("spec", "volumes"),
    ("status", "initContainerStatuses"),
    ("status", "containerStatuses"),
    ("status", "ephemeralContainerStatuses"),
)


class InvalidRecording(ValueError):
    """A file that is no recording, with what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems[:PROBLEMS_TOLD]
        super().__init__("\n".join(self.problems))


def read_document(data: bytes) -> Document:
    """The recording in these bytes, without what this version does not know.

    Raises InvalidRecording.
    """
    found = _parsed(data)
    problems = list(_top_problems(found)) or list(_size_problems(found))
    if problems:
        raise InvalidRecording(problems)
    pod, wrong = read_pod(found["pod"], ("metadata", "spec"))
    problems += [f"pod: {problem}" for problem in wrong]
    entries = []
    for index, entry in enumerate(found["entries"]):
        read, wrong = read_entry(entry)
        problems += [f"entries[{index}]: {problem}" for problem in wrong]
        entries.append(read)
        if len(problems) > PROBLEMS_TOLD:
            break
    if problems:
        raise InvalidRecording(problems)
    return Document(
        {"metadata": named(pod), "spec": pod["spec"]},
        tuple(sorted(entries, key=lambda entry: float(entry["time"]))),
        found["left_out"],
        found["manifest"],
        found["recorded"],
    )


def _parsed(data: bytes) -> JsonObject:
    if len(data) > MOST_BYTES:
        raise InvalidRecording([f"The file has more than {MOST_BYTES // 1_000_000} MB."])
    try:
        found = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InvalidRecording(["The file is no JSON text."]) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InvalidRecording(["The file is no recording of Podlab."])
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)


def _top_problems(found: JsonObject) -> Iterator[str]:
    for name, kind in TOP.items():
        if type(found.get(name)) is not kind:
            yield f"{name} is missing or of the wrong type."
    for name in found.keys() - TOP.keys():
        yield f"{name[:LONGEST_WORD]} is not known."
    if found.get("version") != VERSION:
        yield f"This Podlab reads version {VERSION} of the format."


def _size_problems(found: JsonObject) -> Iterator[str]:
    if len(found["manifest"]) > LONGEST_MANIFEST:
        yield f"manifest has more than {LONGEST_MANIFEST} characters."
    if not 0 <= found["left_out"] < 2**53:
        yield "left_out is out of bounds."
    for name, word in found["recorded"].items():
        if not isinstance(word, str) or max(len(name), len(word)) > LONGEST_WORD:
            yield "recorded holds something else than short texts."
    entries = found["entries"]
    if not 0 < len(entries) <= ENTRIES_KEPT:
        yield f"entries holds none, or more than {ENTRIES_KEPT}."
    if sum(isinstance(e, dict) and e.get("kind") == "pod" for e in entries) > MOST_POD_ENTRIES:
        yield f"entries holds more than {MOST_POD_ENTRIES} states of the Pod."


def read_entry(entry: Any) -> tuple[JsonObject, list[str]]:
    """The entry's known fields, and what is wrong with it."""
    if not isinstance(entry, dict) or str(entry.get("kind")) not in ENTRIES:
        return {}, ["this kind is not known."]
    problems = list(problems_of_fields(entry))
    time = entry.get("time", -1)
    if not is_number(time) or time > LATEST:
        problems.append("time is missing or out of bounds.")
    known = ENTRIES[entry["kind"]].keys() | {"kind", "time"}
    read = {key: entry[key] for key in entry if key in known}
    if entry["kind"] == "pod" and not problems:
        pod, problems = read_pod(read, ("status",))
        read |= pod
    return read, problems


def read_pod(given: JsonObject, needed: tuple[str, ...]) -> tuple[JsonObject, list[str]]:
    """The Pod's parts as Kubernetes has them, and what is not of their shape."""
    parts: JsonObject = {key: given[key] for key in ("metadata", "spec", "status") if key in given}
    if missing := [name for name in needed if name not in parts]:
        return {}, [f"{name} is missing." for name in missing]
    if any(not isinstance(part, dict) for part in parts.values()):
        return {}, ["holds something else than objects."]
    if _most_parts(parts) > MOST_PARTS:
        return {}, [f"has a list of more than {MOST_PARTS}."]
    read = structure_errors("Pod", parts)
    problems = [f"{e.path[:LONGEST_WORD]}: {e.problem[:LONGEST_WORD]}" for e in read.wrong_types]
    problems += _nameless(read.object)
    return {key: read.object[key] for key in parts if key in read.object}, problems


def _nameless(pod: JsonObject) -> Iterator[str]:
    """Containers and volumes without a name."""
    for part, field in NAMED:
        for index, each in enumerate((pod.get(part) or {}).get(field) or []):
            if not each.get("name"):
                yield f"{part}.{field}[{index}].name is missing."


def _most_parts(value: Any) -> int:
    """The length of the longest list in it."""
    if isinstance(value, list):
        return max([len(value), *map(_most_parts, value)])
    return max([0, *map(_most_parts, value.values())]) if isinstance(value, dict) else 0
