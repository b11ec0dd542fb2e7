"""Keeping a tape: entries as they come, bounded in number and size. Pure."""

import json
import secrets
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from podlab.pods.objects import JsonObject

ENTRIES_KEPT = 20_000
BYTES_KEPT = 2_000_000
LONGEST_TEXT = 2000
LASTING = frozenset({"pod", "event", "listen", "namespaces", "tap", "ended"})
PASSING = frozenset({"request", "refused", "file", "log", "folded", "usage"})
TEXTS = ("text", "request_preview", "response_preview", "message")
LONGEST_DIFF = 40


@dataclass(frozen=True)
class Kept:
    """One entry on the tape, its number in the order of arrival, and its size as JSON."""

    number: int
    body: JsonObject
    size: int


class Tape:
    """What happened in one run, each entry with its `time`.

    A full tape loses the oldest of what passes (requests, log lines, files) before it loses a
    state of the Pod or an event; `left_out` says how many it lost. `pod` is the Pod as it was
    first seen, without its status: the status of each moment stands in a `pod` entry.
    """

    def __init__(self, most_entries: int = ENTRIES_KEPT, most_bytes: int = BYTES_KEPT) -> None:
        self.name = secrets.token_hex(4)  # numbers of another tape mean nothing here
        self.pod: JsonObject | None = None
        self.left_out = 0
        self.last = 0
        self._most = (most_entries, most_bytes)
        self._lasting: deque[Kept] = deque()
        self._passing: deque[Kept] = deque()
        self._bytes = 0
        self._before: set[int] = set()
        self._latest_pod: JsonObject = {}

    def add(self, entry: JsonObject, now: float) -> None:
        """Keep the entry; one without a time happened `now`. Other kinds are not kept."""
        if entry["kind"] in (LASTING | PASSING) - {"pod"}:
            self._keep(shortened({**entry, "time": entry.get("time", now)}))

    def see(self, entry: JsonObject, pod: JsonObject, now: float) -> None:
        """Keep a `pod` entry with the status that it tells of, unless nothing has changed."""
        if self.pod is None:
            self.pod = {"metadata": named(pod), "spec": pod["spec"]}
        seen = {**entry, "status": pod.get("status") or {}}
        if pod["spec"] != self.pod["spec"]:
            seen["spec"] = pod["spec"]
        if seen != self._latest_pod:
            self._latest_pod = seen
            self._keep({**seen, "time": now})

    def resume(self, pod: JsonObject, entries: Iterable[JsonObject], left_out: int) -> None:
        """Go on with what an earlier tape of this run had: it comes once, even if told again."""
        self.pod, self.left_out = pod, left_out
        for entry in entries:
            self._keep(entry)
            self._before.add(hash(written(entry)))
            if entry["kind"] == "pod":
                self._latest_pod = {key: entry[key] for key in entry if key != "time"}

    def entries(self, after: int = 0) -> list[JsonObject]:
        """Those that came after this number, in the order of their times."""
        return [kept.body for kept in self.kept(after)]

    def kept(self, after: int = 0) -> list[Kept]:
        """The same, with their numbers."""
        found = [kept for kept in (*self._lasting, *self._passing) if kept.number > after]
        return sorted(found, key=lambda kept: (kept.body["time"], kept.number))

    def _keep(self, entry: JsonObject) -> None:
        text = written(entry)
        if self._before and hash(text) in self._before:
            return
        self.last += 1
        kept = Kept(self.last, entry, len(text))
        (self._lasting if entry["kind"] in LASTING else self._passing).append(kept)
        self._bytes += kept.size
        while self._is_over():
            self._bytes -= (self._passing or self._lasting).popleft().size
            self.left_out += 1

    def _is_over(self) -> bool:
        number = len(self._lasting) + len(self._passing)
        return number > self._most[0] or (self._bytes > self._most[1] and number > 1)


def numbered(entries: Iterable[JsonObject]) -> list[Kept]:
    """The entries of a document, numbered from one."""
    return [Kept(number, entry, 0) for number, entry in enumerate(entries, 1)]


def named(pod: JsonObject) -> JsonObject:
    """Of a Pod's metadata what the picture and a reader need."""
    found: JsonObject = pod.get("metadata") or {}
    return {key: found[key] for key in ("name", "labels", "annotations") if found.get(key)}


def shortened(entry: JsonObject) -> JsonObject:
    """The entry with long texts cut: a tape tells what happened, and stores no files."""
    cut = {
        key: entry[key][:LONGEST_TEXT]
        for key in TEXTS
        if isinstance(entry.get(key), str) and len(entry[key]) > LONGEST_TEXT
    }
    if len(entry.get("diff") or ()) > LONGEST_DIFF:
        cut["diff"] = list(entry["diff"])[:LONGEST_DIFF]
    if not cut:
        return entry
    return {**entry, **cut, **({"truncated": True} if entry["kind"] == "file" else {})}


def written(entry: JsonObject) -> bytes:
    """The entry as JSON, in one way."""
    return json.dumps(entry, separators=(",", ":"), sort_keys=True).encode()
