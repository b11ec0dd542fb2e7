"""A tape as lanes: what each container, `lo` and each volume went through, mark by mark. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from podlab.pods.networking.annotation import asks_for_network
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.activity import summary_of
from podlab.sandbox.picture import errno_in_words
from podlab.sandbox.picture.states import TileState, container_states, init_states
from podlab.sandbox.tape.keeping import Kept
from podlab.sandbox.tape.moments import pod_of_entry

POD, LO, ETH0, VOLUME = "Pod", "lo", "eth0", "volume "
LONGEST = 160
PHASE_MOODS = {"Running": "run", "Pending": "wait", "Failed": "warn", "Terminating": "wait"}
KINDS = {
    "state": gettext_noop("state"),
    "event": gettext_noop("event"),
    "request": gettext_noop("request"),
    "refused": gettext_noop("refused"),
    "listen": gettext_noop("port"),
    "file": gettext_noop("file"),
    "log": gettext_noop("log line"),
    "folded": gettext_noop("only counted"),
    "ended": gettext_noop("end"),
}


def timeline(pod: JsonObject, kept: Iterable[Kept], after: int = 0) -> JsonObject:
    """`lanes`, `spans` and, of the entries with a number `after` this one, the `marks`."""
    found = list(kept)
    states = [each.body for each in found if each.body["kind"] in {"pod", "ended"}]
    spans = spans_of(pod, states)
    marks = ((each.number, mark_of(each.body)) for each in found if each.number > after)
    return {
        "lanes": lanes_of(pod, states),
        "spans": spans,
        "states": state_marks(spans),
        "marks": [mark | {"number": number} for number, mark in marks if mark],
    }


def lanes_of(pod: JsonObject, entries: Iterable[JsonObject]) -> list[str]:
    """The Pod, its containers in their order, `lo`, and the volumes."""
    specs = [pod["spec"], *(e["spec"] for e in entries if e["kind"] == "pod" and e.get("spec"))]
    names = [
        str(container.get("name"))
        for field in ("initContainers", "containers", "ephemeralContainers")
        for spec in specs
        for container in spec.get(field) or []
    ]
    volumes = [f"{VOLUME}{v.get('name')}" for v in specs[0].get("volumes") or []]
    outside = [ETH0] if asks_for_network(pod) else []
    return list(dict.fromkeys([POD, *names, LO, *outside, *volumes]))


def spans_of(pod: JsonObject, entries: Iterable[JsonObject]) -> list[JsonObject]:
    """How long the Pod was in each phase and each container in each state; the last have no end.

    One span: `lane`, `from`, `to`, `mood` (run, wait, term, warn) and its state in `word`.
    """
    spans: list[JsonObject] = []
    current: dict[str, JsonObject] = {}
    for entry in entries:
        if entry["kind"] == "ended":
            _close(current, entry["time"])
        if entry["kind"] != "pod":
            continue
        for lane, mood, word in _states(pod_of_entry(pod, entry)):
            before = current.get(lane)
            if before and (before["mood"], before["word"]) == (mood, word):
                continue
            if before:
                before["to"] = entry["time"]
            span = {"lane": lane, "from": entry["time"], "to": None, "mood": mood, "word": word}
            current[lane] = span
            spans.append(span)
    return spans


def _close(current: dict[str, JsonObject], time: float) -> None:
    for span in current.values():
        span["to"] = span["to"] or time


def _states(pod: JsonObject) -> Iterator[tuple[str, str, str]]:
    status: JsonObject = pod["status"]
    deleting = "deletionTimestamp" in pod["metadata"]
    phase = "Terminating" if deleting else str(status.get("phase") or "Pending")
    yield POD, PHASE_MOODS.get(phase, "term"), phase
    for name, state in (init_states(status) | container_states(status)).items():
        yield name, state.mood, in_words(state)


def in_words(state: TileState) -> str:
    """A state as a bar tells it.

    >>> in_words(TileState("Terminated", "warn", "Error", "exit code 1", restarts=2))
    'Terminated: Error, exit code 1, restarts 2'
    """
    detail = state.detail if state.word == "Terminated" else ""
    parts = [": ".join(part for part in (state.word, state.reason) if part), detail]
    again = _("restarts %(number)s") % {"number": state.restarts}
    parts.append(again if state.restarts else "")
    return ", ".join(part for part in parts if part)


def state_marks(spans: Iterable[JsonObject]) -> list[JsonObject]:
    """The beginning of each span as a mark."""
    return [
        {
            "time": span["from"],
            "lane": span["lane"],
            "kind": "state",
            "text": f"{span['lane']}: {span['word']}",
            "who": [span["lane"]],
            "bad": span["mood"] == "warn",
        }
        for span in spans
    ]


Told = tuple[str, str, tuple[Any, ...]]  # lane, words, who had a part in it


def _event(entry: JsonObject) -> Told:
    name = entry.get("container")
    return name or POD, f"{entry['reason']}: {entry['message']}", (name,)


def _lane(entry: JsonObject) -> str:
    return ETH0 if entry.get("iface") == ETH0 else LO


def _request(entry: JsonObject) -> Told:
    sender, receiver = entry.get("from"), entry.get("to")
    pair = f"{sender or _('somebody')} → {receiver or _('somebody')}:{entry['port']}"
    return _lane(entry), f"{pair} {summary_of(entry)}", (sender, receiver)


def _refused(entry: JsonObject) -> Told:
    nobody = entry.get("to") or _("nobody")
    pair = f"{entry.get('from') or _('somebody')} → {nobody}:{entry['port']}"
    return _lane(entry), f"{pair} {errno_in_words(entry['errno'])}", (entry.get("from"),)


def _listen(entry: JsonObject) -> Told:
    sockets = sorted({(s["port"], s.get("owner") or _("somebody")) for s in entry["sockets"]})
    told = [_("%(server)s on port %(port)s") % {"server": s[1], "port": s[0]} for s in sockets]
    words = _("listening: %(who)s") % {"who": ", ".join(told) or _("nobody")}
    return LO, words, tuple(owner for _port, owner in sockets)


def _log(entry: JsonObject) -> Told:
    name = entry["container"]
    return name, _("%(name)s wrote: %(text)s") % {"name": name, "text": entry["text"]}, (name,)


def _file(entry: JsonObject) -> Told:
    did = f"{entry.get('by') or _('somebody')}: {entry['action']} {entry['volume']}/{entry['path']}"
    return f"{VOLUME}{entry['volume']}", did, (entry.get("by"),)


def _folded(entry: JsonObject) -> Told:
    of, who = entry["of"], entry.get("from")
    if of == "log":
        return who or POD, _("%(count)s more lines, only counted") % entry, (who,)
    if of == "file":
        told = _("%(count)s more changes, only counted") % entry
        return f"{VOLUME}{entry.get('to')}", told, (who,)
    if entry["count"]:
        told = _("%(count)s more requests, only counted") % entry
    else:
        told = _("%(packets)s packets of more requests, only counted") % {"packets": 0, **entry}
    return _lane(entry), told, (who, entry.get("to"))


def _ended(entry: JsonObject) -> Told:
    reason = str(entry["reason"])
    return POD, _("ended: %(reason)s") % {"reason": _(reason)}, ()


TELLERS: Mapping[str, Callable[[JsonObject], Told]] = {
    "event": _event,
    "request": _request,
    "refused": _refused,
    "listen": _listen,
    "log": _log,
    "file": _file,
    "folded": _folded,
    "ended": _ended,
}


def mark_of(entry: JsonObject) -> JsonObject | None:
    """Where the entry stands, and what it says in one line; None for what is no happening.

    `who` names the containers that had a part in it, for those who look at one of them.
    """
    tell = TELLERS.get(entry["kind"])
    if tell is None:
        return None
    lane, text, who = tell(entry)
    return {
        "time": entry["time"],
        "lane": lane,
        "kind": entry["kind"],
        "text": text[:LONGEST],
        "who": [str(name) for name in who if name],
        "bad": entry["kind"] == "refused"
        or entry.get("type") == "Warning"
        or (entry.get("status") or 0) >= 500,
    }
