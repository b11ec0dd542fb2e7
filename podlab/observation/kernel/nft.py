"""One nftables rule per cgroup level, so that each packet carries its sender's cgroup as its mark.

The `nft` program refuses to copy a cgroup into a mark; the kernel does it (5.13 and later), and
takes the low half of the cgroup's id. A sender can't forge it: setting a mark needs NET_ADMIN
or NET_RAW, and a Pod's containers have neither.
"""

import errno
import struct
from collections.abc import Iterable

from podlab.observation.kernel import netlink

NETLINK_NETFILTER = 12
SUBSYSTEM = 10 << 8
BATCH_BEGIN, BATCH_END = 0x10, 0x11
NEW_TABLE, NEW_CHAIN, NEW_RULE, DELETE_TABLE = 0, 3, 6, 2
CREATE, APPEND = 0x400, 0x800
INET = 1
HOOK_OUTPUT = 3
SOCKET_CGROUPV2, META_MARK, REGISTER = 3, 3, 1
TABLE, CHAIN = "podlab", "out"


def mark_senders(levels: Iterable[int]) -> None:
    """Mark what is sent in this network namespace; of several levels the deepest that exists wins.

    Needs NET_ADMIN here. Raises OSError when the kernel can't (no NFT_SOCKET, no privilege).
    """
    _remove_table()
    family = _body(INET)
    chain = (
        netlink.text(1, TABLE)
        + netlink.text(3, CHAIN)
        + netlink.nested(4, netlink.number(1, HOOK_OUTPUT) + netlink.number(2, 0))
        + netlink.text(7, "filter")
    )
    steps = [
        (NEW_TABLE, CREATE, family + netlink.text(1, TABLE)),
        (NEW_CHAIN, CREATE, family + chain),
    ]
    steps += [(NEW_RULE, CREATE | APPEND, family + _rule(level)) for level in levels]
    _send(steps)


def _rule(level: int) -> bytes:
    load = _expression(
        "socket",
        netlink.number(1, SOCKET_CGROUPV2) + netlink.number(2, REGISTER) + netlink.number(3, level),
    )
    store = _expression("meta", netlink.number(2, META_MARK) + netlink.number(3, REGISTER))
    return netlink.text(1, TABLE) + netlink.text(2, CHAIN) + netlink.nested(4, load + store)


def _expression(name: str, data: bytes) -> bytes:
    return netlink.nested(1, netlink.text(1, name) + netlink.nested(2, data))


def _body(family: int, resource: int = 0) -> bytes:
    return struct.pack("!BBH", family, 0, resource)


def _remove_table() -> None:
    try:
        _send([(DELETE_TABLE, 0, _body(INET) + netlink.text(1, TABLE))])
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def _send(steps: list[tuple[int, int, bytes]]) -> None:
    """One transaction: all of it holds, or the first refusal is raised."""
    batch = netlink.message(BATCH_BEGIN, 0, 0, _body(0, 10))
    for sequence, (kind, flags, body) in enumerate(steps, start=1):
        batch += netlink.message(SUBSYSTEM | kind, netlink.ACKNOWLEDGE | flags, sequence, body)
    batch += netlink.message(BATCH_END, 0, len(steps) + 1, _body(0, 10))
    with netlink.open_netlink(NETLINK_NETFILTER) as connection:
        connection.send(batch)
        answers = 0
        while answers < len(steps):
            for kind, body in netlink.messages(connection.recv(1 << 16)):
                netlink.check_answer(kind, body)
                answers += kind == netlink.ERROR
