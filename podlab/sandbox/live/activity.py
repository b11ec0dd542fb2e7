"""From observation entries to what the picture shows: who listens, asks whom, writes. Pure."""

from collections import deque

from podlab.pods.objects import JsonObject
from podlab.sandbox.picture import (
    Activity,
    Connection,
    Crossing,
    Listening,
    Namespaces,
    Usage,
    VolumeWrite,
)

PAIRS_SHOWN = 24
READINGS_SHOWN = 30  # a minute
WRITES = frozenset({"write", "create", "rename", "delete"})


class ActivityLog:
    """Folds entries, one by one, into the latest of each pair."""

    def __init__(self) -> None:
        self._listening: tuple[Listening, ...] = ()
        self._connections: dict[tuple[str | None, int, bool], Connection] = {}
        self._crossings: dict[tuple[str | None, str | None, int], Crossing] = {}
        self._writes: dict[tuple[str, str | None], VolumeWrite] = {}
        self._namespaces: tuple[Namespaces, ...] = ()
        self._usage: dict[str, deque[tuple[float, int]]] = {}

    def add(self, entry: JsonObject) -> None:
        match entry["kind"]:
            case "listen":
                sockets = {(s["port"], s.get("owner")): None for s in entry["sockets"]}
                self._listening = tuple(
                    Listening(port, owner)
                    for port, owner in sorted(
                        sockets, key=lambda socket: (socket[0], socket[1] or "")
                    )
                )
            case "request" | "refused" if "iface" in entry:
                self._cross(entry)
            case "request" if entry.get("from") != "kubelet":
                self._connect(
                    entry,
                    Connection(
                        entry.get("from"), entry.get("to"), entry["port"], summary_of(entry)
                    ),
                )
            case "refused":
                self._connect(
                    entry,
                    Connection(
                        entry.get("from"), None, entry["port"], refused_errno=entry["errno"]
                    ),
                )
            case "namespaces":
                self._namespaces = tuple(
                    Namespaces(each["container"], each["id"], each["namespaces"])
                    for each in entry["containers"]
                )
            case "usage":
                for each in entry["containers"]:
                    kept = self._usage.setdefault(each["name"], deque(maxlen=READINGS_SHOWN))
                    kept.append((each["cpu"], each["memory"]))
            case "file" if entry["action"] in WRITES:
                write = VolumeWrite(entry["volume"], entry.get("by"), entry["path"])
                self._writes[write.volume, write.container] = write

    def activity(self) -> Activity:
        return Activity(
            self._listening,
            tuple(self._connections.values()),
            tuple(self._writes.values()),
            self._namespaces,
            tuple(Usage(name, tuple(kept)) for name, kept in self._usage.items()),
            tuple(self._crossings.values()),
        )

    def _cross(self, entry: JsonObject) -> None:
        ends, outgoing = (entry.get("from"), entry.get("to")), bool(entry["outgoing"])
        container, peer = ends if outgoing else ends[::-1]
        refused = entry["errno"] if entry["kind"] == "refused" else ""
        summary = "" if refused else summary_of(entry)
        where = str(peer or entry.get("peer", ""))
        self._crossings[*ends, entry["port"]] = Crossing(
            container, outgoing, where, entry["port"], summary, refused
        )
        while len(self._crossings) > PAIRS_SHOWN:
            self._crossings.pop(next(iter(self._crossings)))

    def _connect(self, entry: JsonObject, connection: Connection) -> None:
        """An answer replaces the refusal of the same pair, and the other way round."""
        pair = (entry.get("from"), entry["port"])
        self._connections.pop((*pair, not connection.refused_errno), None)
        self._connections[*pair, bool(connection.refused_errno)] = connection
        while len(self._connections) > PAIRS_SHOWN:
            self._connections.pop(next(iter(self._connections)))


def summary_of(entry: JsonObject) -> str:
    """One short line of an exchange.

    >>> summary_of({"protocol": "http", "method": "GET", "path": "/", "status": 200,
    ...             "duration_ms": 1.9})
    'GET / 200, 1.9 ms'
    """
    asked = " ".join(str(entry[key]) for key in ("method", "path", "status") if entry.get(key))
    took = entry.get("duration_ms")
    return ", ".join(
        [
            asked or str(entry.get("protocol", "")),
            *([f"{took:{'.2g' if took < 10 else '.0f'}} ms"] if took else []),
        ]
    )
