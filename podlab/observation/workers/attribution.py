"""Who sent a packet and who listens on a port, as far as this kernel tells."""

import ipaddress
import socket
from collections.abc import Iterable, Mapping

from podlab.observation.kernel import nft
from podlab.observation.kernel.capture import Capture
from podlab.observation.kernel.diag import SocketDiagnosis
from podlab.observation.traffic.connections import Connection
from podlab.observation.traffic.segments import End, Segment

RESOLVER = "127.0.0.11"  # where the engine answers for names, in Pods that are on a network


class Attribution:
    """Who is behind a mark or a listening port, as far as this kernel tells."""

    def __init__(
        self, levels: Iterable[int], names: Mapping[int, str], *, by_program: bool
    ) -> None:
        self.how = "none"
        self.names = dict(names)
        self.owners: dict[int, str | None] = {}
        self.sockets: list[tuple[int, str, str | None]] = []
        self._resolvers: set[End] = set()
        self._diagnosis = SocketDiagnosis()
        self._levels = tuple(levels)
        self._by_program = by_program

    def prepare(self, capture: Capture | None) -> None:
        """Install the mark where that is possible, else ask at each connection."""
        self.how = "diag" if capture else "none"
        if capture and capture.has_marks and self._by_program:
            self.how = "bpf"
        elif capture and capture.has_marks:
            try:
                nft.mark_senders(self._levels)
            except OSError:
                return
            self.how = "nft"

    def note_opened(self, connection: Connection) -> None:
        """Without a mark: ask who owns the client's socket while it lives."""
        if connection.outgoing is False:
            return
        if not connection.client_mark and self.how in {"diag", "bpf"}:
            connection.client_mark = self._diagnosis.owner(connection.client, connection.server)

    def is_unknown(self, mark: int) -> bool:
        """Whether a container must be behind this mark that nobody has named yet."""
        return bool(mark) and mark not in self.names

    def ends(self, connection: Connection) -> tuple[str | None, str | None]:
        """Sender and receiver; None for one that is elsewhere."""
        sender = (
            self.names.get(connection.client_mark) if connection.outgoing is not False else None
        )
        if connection.outgoing:
            return sender, None
        return sender, self.names.get(connection.server_mark) or self.owners.get(connection.port)

    def is_engines(self, segment: Segment) -> bool:
        """Whether it is about the engine's resolver, which is no program of the Pod's."""
        ends = (segment.source, segment.destination)
        return any(end in self._resolvers for end in ends)

    def look(self) -> bool:
        """Look at the listening sockets; whether they changed."""
        found = self._diagnosis.listening()
        listening = sorted(
            (
                each.port,
                str(ipaddress.ip_address(each.address)),
                self.names.get(each.cgroup & 0xFFFFFFFF),
            )
            for each in found
        )
        sockets = [each for each in listening if each[1:] != (RESOLVER, None)]
        self._resolvers = {
            (socket.inet_aton(RESOLVER), port)
            for port, address, owner in listening
            if (address, owner) == (RESOLVER, None)
        }
        changed = sockets != self.sockets
        self.sockets = sockets
        self.owners = {port: owner for port, _, owner in sockets}
        return changed
