"""Whether something was seen on a network interface, and how often. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import TrafficSeen
from podlab.exercises.checking.pods.deciding import number
from podlab.exercises.checking.verdicts import verdict
from podlab.exercises.results import Result
from podlab.pods.objects import JsonObject

OURS = "kubelet"  # probes, and what checks ask themselves
KINDS = frozenset({"request", "refused", "folded"})
SHOWN = 12


@dataclass(frozen=True)
class Pattern:
    """What is looked for; "" and None fit anything."""

    iface: str = "lo"
    refused: bool = False
    source: str | None = None
    to: str | None = None
    port: int | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None

    def count(self, entry: JsonObject) -> int:
        """How often an entry tells of it: a folded one stands for several."""
        if entry.get("from") == OURS and self.source != OURS:
            return 0
        if entry.get("iface", "lo") != self.iface:
            return 0
        asked = {"from": self.source, "to": self.to, "port": self.port}
        if entry["kind"] == "folded":
            if entry.get("of") != "request" or self.refused or self.has_details:
                return 0
            return int(entry["count"]) if fits(asked, entry) else 0
        if (entry["kind"] == "refused") != self.refused:
            return 0
        if not self.refused:
            asked |= {"method": self.method, "path": self.path, "status": self.status}
        return int(fits(asked, entry))

    @property
    def has_details(self) -> bool:
        """Whether it asks for what a folded entry does not tell."""
        return any(each is not None for each in (self.method, self.path, self.status))


def fits(asked: JsonObject, entry: JsonObject) -> bool:
    return all(want is None or entry.get(key) == want for key, want in asked.items())


def pattern_of(wanted: TrafficSeen) -> Pattern:
    port = number(wanted.port) if wanted.port is not None else None
    return Pattern(
        wanted.iface, bool(wanted.refused), wanted.source, wanted.to, port,
        wanted.method, wanted.path, wanted.status,
    )  # fmt: skip


def decide_traffic(wanted: TrafficSeen, entries: Iterable[JsonObject], command: str) -> Result:
    """Count what fits among the entries since then."""
    pattern = pattern_of(wanted)
    found = [(entry, times) for entry in entries if (times := pattern.count(entry))]
    count = sum(times for _entry, times in found)
    least = 0 if wanted.max == 0 else wanted.min  # at most none is not at least one
    too_many = wanted.max is not None and count > wanted.max
    what = in_words(pattern)
    bounds = bounds_in_words(least, wanted.max)
    feedback = "seen_too_often" if too_many else "not_seen"
    rows = [row(entry) for entry, _times in found[-SHOWN:]]
    return verdict(
        count >= least and not too_many, feedback,
        f"{wanted.iface}: {what}: {bounds}",
        _("%(iface)s: %(what)s: seen %(count)s times")
        % {"iface": wanted.iface, "what": what, "count": count},
        command=command, evidence="\n".join(rows),
    )  # fmt: skip


def bounds_in_words(least: int, most: int | None) -> str:
    if most == 0:
        return _("never seen")
    if most is None:
        return _("seen at least %(least)s times") % {"least": least}
    return _("seen %(least)s to %(most)s times") % {"least": least, "most": most}


def in_words(pattern: Pattern) -> str:
    """What is looked for, in a few words.

    >>> in_words(Pattern(source="client", port=8080, method="GET", path="/a"))
    'client → :8080 GET /a'
    """
    arrow = f"{pattern.source or '*'} → {pattern.to or ''}"
    arrow += f":{pattern.port}" if pattern.port else ""
    told = [arrow.rstrip(), *[each for each in (pattern.method, pattern.path) if each]]
    told += [str(pattern.status)] if pattern.status else []
    told += ["refused"] if pattern.refused else []
    return " ".join(told)


def row(entry: JsonObject) -> str:
    """An entry as one line."""
    pair = f"{entry.get('from') or '?'} → {entry.get('to') or ''}:{entry.get('port')}"
    if entry["kind"] == "folded":
        return f"{pair} ({entry['count']} times)"
    if entry["kind"] == "refused":
        return f"{pair} {entry.get('errno', 'refused')}"
    told = [str(entry[key]) for key in ("method", "path", "status") if entry.get(key)]
    return " ".join([pair, *told])
