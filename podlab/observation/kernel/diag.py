"""Which sockets listen here, and which cgroup owns a socket; needs no privilege."""

import errno
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from podlab.observation.kernel import netlink

NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY = 4, 20
STATE_LISTEN, ALL_STATES = 1 << 10, 0xFFFFFFFF
ATTRIBUTE_CGROUP_ID = 21
NO_COOKIE = 0xFFFFFFFF
REQUEST = struct.Struct("!HH16s16s")
ANSWER_SIZE = 72


@dataclass(frozen=True)
class DiagnosedSocket:
    """One TCP socket of this network namespace; `cgroup` is 0 where the kernel doesn't say."""

    address: bytes
    port: int
    cgroup: int


class SocketDiagnosis:
    """Asks the kernel about TCP sockets of the network namespace it was made in."""

    def __init__(self) -> None:
        self._netlink = netlink.open_netlink(NETLINK_SOCK_DIAG)
        self._sequence = 0

    def listening(self) -> list[DiagnosedSocket]:
        """All listening sockets, IPv4 first."""
        return [
            found
            for family in (socket.AF_INET, socket.AF_INET6)
            for found in self._dump(family, STATE_LISTEN)
        ]

    def owner(self, source: tuple[bytes, int], destination: tuple[bytes, int]) -> int:
        """The cgroup of the socket between two ends, or 0 when it is gone already."""
        family = socket.AF_INET if len(source[0]) == 4 else socket.AF_INET6
        ports = REQUEST.pack(source[1], destination[1], source[0], destination[0])
        self._ask(family, ALL_STATES, 0, ports)
        for kind, body in netlink.messages(self._netlink.recv(8192)):
            try:
                netlink.check_answer(kind, body)
            except OSError as error:
                if error.errno == errno.ENOENT:
                    return 0
                raise
            if kind == SOCK_DIAG_BY_FAMILY:
                return _socket(family, body).cgroup
        return 0

    def _dump(self, family: int, states: int) -> Iterator[DiagnosedSocket]:
        self._ask(family, states, netlink.DUMP, REQUEST.pack(0, 0, b"", b""))
        while True:
            for kind, body in netlink.messages(self._netlink.recv(1 << 16)):
                netlink.check_answer(kind, body)
                if kind == netlink.DONE:
                    return
                yield _socket(family, body)

    def _ask(self, family: int, states: int, flags: int, ends: bytes) -> None:
        self._sequence += 1
        body = struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, states)
        body += ends + struct.pack("=III", 0, NO_COOKIE, NO_COOKIE)
        self._netlink.send(netlink.message(SOCK_DIAG_BY_FAMILY, flags, self._sequence, body))


def _socket(family: int, body: bytes) -> DiagnosedSocket:
    port, _, address = struct.unpack_from("!HH16s", body, 4)
    cgroup = 0
    for kind, value in netlink.attributes(body[ANSWER_SIZE:]):
        if kind == ATTRIBUTE_CGROUP_ID:
            (cgroup,) = struct.unpack("=Q", value[:8])
    size = 4 if family == socket.AF_INET else 16
    return DiagnosedSocket(address[:size], port, cgroup)
