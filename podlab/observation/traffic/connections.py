"""Segments to connections, and what is said on them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from podlab.observation.traffic.exchanges import Dialogue, Exchange, OpaqueDialogue
from podlab.observation.traffic.http_dialogue import HttpDialogue
from podlab.observation.traffic.http_messages import starts_http
from podlab.observation.traffic.reassembly import Piece, Reassembler
from podlab.observation.traffic.redis import RedisDialogue, starts_redis
from podlab.observation.traffic.segments import ACK, FIN, RST, SYN, End, Segment

MAX_CONNECTIONS = 4096


@dataclass
class Connection:
    """One TCP connection; marks are the cgroups of its ends, 0 while unknown.

    `outgoing` says which end is elsewhere: the server, the client, or None when neither is.
    """

    client: End
    server: End
    opened: float
    client_mark: int = 0
    server_mark: int = 0
    outgoing: bool | None = None
    accepted: bool = False
    dialogue: Dialogue | None = None
    finished: set[bool] = field(default_factory=set)
    streams: dict[bool, Reassembler] = field(default_factory=dict)

    @property
    def port(self) -> int:
        """The server's port."""
        return self.server[1]

    @property
    def family(self) -> int:
        """4 or 6."""
        return 4 if len(self.server[0]) == 4 else 6

    @property
    def peer(self) -> bytes | None:
        """The address of the end that is elsewhere."""
        if self.outgoing is None:
            return None
        return self.server[0] if self.outgoing else self.client[0]


@dataclass(frozen=True)
class Opened:
    """A client wants a connection."""

    connection: Connection


@dataclass(frozen=True)
class Accepted:
    """A server took it."""

    connection: Connection


@dataclass(frozen=True)
class Refused:
    """Nobody listens on that port."""

    connection: Connection
    time: float


@dataclass(frozen=True)
class Answered:
    """A response has begun; the exchange goes on growing until it is complete."""

    connection: Connection
    exchange: Exchange


@dataclass(frozen=True)
class Unanswered:
    """The connection ended before a response."""

    connection: Connection
    exchange: Exchange
    time: float


Happening = Opened | Accepted | Refused | Answered | Unanswered


class ConnectionTable:
    """All connections of one network namespace; the oldest quiet one is forgotten first."""

    def __init__(self, is_listening: Callable[[int], bool]) -> None:
        self._is_listening = is_listening
        self._connections: OrderedDict[tuple[End, End], Connection] = OrderedDict()

    def forget(self) -> None:
        """Drop all state after packets were lost on purpose."""
        for connection in self._connections.values():
            if connection.dialogue:
                connection.dialogue.closed()
        self._connections.clear()

    def push(self, segment: Segment) -> Iterator[Happening]:
        """What this segment brings about."""
        connection, from_client = self._find(segment)
        if segment.flags & SYN:
            yield from self._begin(segment, connection)
            return
        if connection is None:
            if not segment.length:
                return
            connection, from_client = self._adopt(segment)
        self._note_mark(connection, segment, from_client)
        if segment.length:
            yield from _say(connection, segment, from_client)
        if segment.flags & RST:
            yield from self._reset(connection, segment)
        elif segment.flags & FIN:
            connection.finished.add(from_client)
            if len(connection.finished) == 2:
                yield from self._drop(connection, segment.time)
            elif not from_client:
                yield from _close(connection, segment.time)

    def _find(self, segment: Segment) -> tuple[Connection | None, bool]:
        if found := self._connections.get((segment.source, segment.destination)):
            return found, True
        return self._connections.get((segment.destination, segment.source)), False

    def _begin(self, segment: Segment, connection: Connection | None) -> Iterator[Happening]:
        if segment.flags & ACK:
            if connection and not connection.accepted:
                connection.accepted = True
                connection.streams[False] = Reassembler(segment.sequence + 1)
                yield Accepted(connection)
            return
        if connection:
            yield from self._drop(connection, segment.time)
        opened = self._add(segment.source, segment.destination, segment.time)
        opened.outgoing = segment.outgoing
        opened.client_mark = segment.mark
        opened.streams[True] = Reassembler((segment.sequence + 1) % (1 << 32))
        yield Opened(opened)

    def _adopt(self, segment: Segment) -> tuple[Connection, bool]:
        """A connection that is older than we: its server is the end that listens."""
        source, destination = segment.source, segment.destination
        if segment.outgoing is None:
            to_server = self._is_listening(destination[1]) or (
                not self._is_listening(source[1]) and destination[1] < source[1]
            )
        else:  # of the two ports only the one on our side is ours
            ours = source if segment.outgoing else destination
            to_server = segment.outgoing != self._is_listening(ours[1])
        ends = (source, destination) if to_server else (destination, source)
        connection = self._add(*ends, segment.time)
        if segment.outgoing is not None:
            connection.outgoing = segment.outgoing == to_server
        connection.accepted = True
        return connection, to_server

    def _add(self, client: End, server: End, time: float) -> Connection:
        if len(self._connections) >= MAX_CONNECTIONS:
            self._connections.popitem(last=False)
        connection = Connection(client, server, time)
        self._connections[client, server] = connection
        return connection

    def _note_mark(self, connection: Connection, segment: Segment, from_client: bool) -> None:
        if not segment.mark:
            return
        if from_client:
            connection.client_mark = connection.client_mark or segment.mark
        else:
            connection.server_mark = connection.server_mark or segment.mark

    def _reset(self, connection: Connection, segment: Segment) -> Iterator[Happening]:
        if not connection.accepted:
            yield Refused(connection, segment.time)
        yield from self._drop(connection, segment.time)

    def _drop(self, connection: Connection, time: float) -> Iterator[Unanswered]:
        self._connections.pop((connection.client, connection.server), None)
        yield from _close(connection, time)


def _close(connection: Connection, time: float) -> Iterator[Unanswered]:
    if connection.dialogue:
        for exchange in connection.dialogue.closed():
            yield Unanswered(connection, exchange, time)


def _say(connection: Connection, segment: Segment, from_client: bool) -> Iterator[Answered]:
    stream = connection.streams.setdefault(from_client, Reassembler())
    for piece in stream.push(segment.sequence, segment.payload, segment.length):
        dialogue = connection.dialogue or _recognise(piece, from_client)
        connection.dialogue = dialogue
        for exchange in _hear(dialogue, piece, from_client, segment.time):
            yield Answered(connection, exchange)


def _recognise(piece: Piece, from_client: bool) -> Dialogue:
    """The protocol, by the first bytes that are seen."""
    if from_client and starts_http(piece.data):
        return HttpDialogue()
    if from_client and starts_redis(piece.data):
        return RedisDialogue()
    return OpaqueDialogue()


def _hear(dialogue: Dialogue, piece: Piece, from_client: bool, time: float) -> Iterable[Exchange]:
    hear = dialogue.from_client if from_client else dialogue.from_server
    return hear(piece.data, piece.missing, time)
