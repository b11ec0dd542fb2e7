"""Who sent a packet and who listens on a port, as far as this kernel tells."""

import ipaddress
from collections.abc import Iterable, Mapping

from podlab.observation.kernel import nft
from podlab.observation.kernel.capture import LoopbackCapture
from podlab.observation.kernel.diag import SocketDiagnosis
from podlab.observation.traffic.connections import Connection


class Attribution:
    """Who is behind a mark or a listening port, as far as this kernel tells."""

    def __init__(
        self, levels: Iterable[int], names: Mapping[int, str], *, by_program: bool
    ) -> None:
        self.how = "none"
        self.names = dict(names)
        self.owners: dict[int, str | None] = {}
        self.sockets: list[tuple[int, str, str | None]] = []
        self._diagnosis = SocketDiagnosis()
        self._levels = tuple(levels)
        self._by_program = by_program

    def prepare(self, capture: LoopbackCapture | None) -> None:
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
        if not connection.client_mark and self.how in {"diag", "bpf"}:
            connection.client_mark = self._diagnosis.owner(connection.client, connection.server)

    def is_unknown(self, mark: int) -> bool:
        """Whether a container must be behind this mark that nobody has named yet."""
        return bool(mark) and mark not in self.names

    def ends(self, connection: Connection) -> tuple[str | None, str | None]:
        """Sender and receiver."""
        receiver = self.names.get(connection.server_mark) or self.owners.get(connection.port)
        return self.names.get(connection.client_mark), receiver

    def look(self) -> bool:
        """Look at the listening sockets; whether they changed."""
        sockets = sorted(
            (
                found.port,
                str(ipaddress.ip_address(found.address)),
                self.names.get(found.cgroup & 0xFFFFFFFF),
            )
            for found in self._diagnosis.listening()
        )
        changed = sockets != self.sockets
        self.sockets = sockets
        self.owners = {port: owner for port, _, owner in sockets}
        return changed
