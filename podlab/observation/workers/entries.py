"""The entries that workers print, as the page reads them."""

import ipaddress
import json
from collections.abc import Iterable
from typing import Any

from podlab.observation.files.changes import FileChange
from podlab.observation.files.diffs import Diff
from podlab.observation.files.reads import FileRead
from podlab.observation.traffic.budget import WINDOW
from podlab.observation.traffic.connections import Connection
from podlab.observation.traffic.exchanges import Exchange

Entry = dict[str, Any]


def request_entry(
    connection: Connection, exchange: Exchange, sender: str | None, receiver: str | None
) -> Entry:
    """One exchange; numbers of bytes cover heads and bodies as far as they were sent."""
    return {
        "time": exchange.started,
        "kind": "request",
        "protocol": exchange.protocol,
        "from": sender,
        "to": receiver,
        "port": connection.port,
        "method": exchange.method,
        "path": exchange.path,
        "status": exchange.status,
        "duration_ms": exchange.duration_ms,
        "request_bytes": exchange.request_bytes,
        "response_bytes": exchange.response_bytes,
        "request_preview": bytes(exchange.request_preview).decode("utf-8", "replace"),
        "response_preview": bytes(exchange.response_preview).decode("utf-8", "replace"),
        "family": connection.family,
        **outside(connection),
    }


def outside(connection: Connection) -> Entry:
    """Which way it went, and to or from where, when one of its ends is no container of the Pod."""
    if connection.peer is None:
        return {}
    peer = str(ipaddress.ip_address(connection.peer))
    return {"iface": "eth0", "outgoing": bool(connection.outgoing), "peer": peer}


def tap_entry(time: float, **got: str) -> Entry:
    """What one is getting: `attribution` of senders, `writers` of files."""
    return {"time": time, "kind": "tap"} | got


def refused_entry(connection: Connection, sender: str | None, time: float) -> Entry:
    """A connection that nobody took."""
    return {
        "time": time,
        "kind": "refused",
        "from": sender,
        "port": connection.port,
        "errno": "ECONNREFUSED",
        "family": connection.family,
        **outside(connection),
    }


def listen_entry(sockets: Iterable[tuple[int, str, str | None]], time: float) -> Entry:
    """All sockets that listen now: port, address, owner."""
    return {
        "time": time,
        "kind": "listen",
        "sockets": [
            {"port": port, "address": address, "owner": owner} for port, address, owner in sockets
        ],
    }


def file_entry(
    change: FileChange,
    by: str | None,
    content: tuple[int, str | None, bool],
    diff: Diff | None,
    time: float,
) -> Entry:
    """One change of one file, with its text as it is now and how that differs from before."""
    size, text, truncated = content
    entry: Entry = {
        "time": time,
        "kind": "file",
        "volume": change.volume,
        "path": change.path,
        "action": change.action,
        "by": by,
        "size": size,
        "text": text,
        "truncated": truncated,
    }
    if diff:
        entry |= {"diff": diff.lines, "added": diff.added, "removed": diff.removed}
    return entry | ({"old_path": change.old_path} if change.old_path else {})


def read_entry(
    read: FileRead, by: str | None, writer: str | None, count: int, time: float
) -> Entry:
    """A container read a file, `count` times since that was last told."""
    return {
        "time": time,
        "kind": "file",
        "volume": read.volume,
        "path": read.path,
        "action": "read",
        "by": by,
        "count": count,
        "written_by": writer,
    }


def folded_requests_entry(
    count: int, sender: str | None, receiver: str | None, port: int, time: float, **where: Any
) -> Entry:
    """How many exchanges were decoded but not told in detail; `where` is what `outside` says."""
    return {
        "time": time,
        "kind": "folded",
        "of": "request",
        "count": count,
        "from": sender,
        "to": receiver,
        "port": port,
        "window_ms": round(WINDOW * 1000),
        **where,
    }


def unseen_packets_entry(packets: int, reason: str, time: float) -> Entry:
    """How many packets nobody looked at: `budget` when on purpose, `lost` when not."""
    return {
        "time": time,
        "kind": "folded",
        "of": "request",
        "count": 0,
        "packets": packets,
        "reason": reason,
        "window_ms": round(WINDOW * 1000),
    }


def folded_files_entry(count: int, volume: str, by: str | None, time: float) -> Entry:
    """How many changes of files were seen but not told in detail."""
    return {
        "time": time,
        "kind": "folded",
        "of": "file",
        "count": count,
        "from": by,
        "to": volume,
        "window_ms": round(WINDOW * 1000),
    }


def encode_entry(entry: Entry) -> bytes:
    """The entry as one line."""
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"
