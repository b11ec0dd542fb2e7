"""One connection from a Pod's network, tried over its relay: open, refused, late or nowhere."""

import asyncio
import time

from podlab.node.engine.streams.relay import Connection, Refused, Relays
from podlab.node.runtime import ExecUnavailable
from podlab.node.trials import Dial, Dialled

MOST_RECEIVED = 256 << 10
OUTCOMES = {
    "connection refused": "refused",
    "network is unreachable": "unreachable",
    "no route to host": "unreachable",
    "host is unreachable": "unreachable",
    "connection timed out": "timeout",
    "operation timed out": "timeout",
}


async def try_to_connect(relays: Relays, pause_id: str, wanted: Dial) -> Dialled:
    """Connect, send what is to be sent, and listen until the end; raises ExecUnavailable."""
    began = time.perf_counter()
    received = bytearray()
    outcome, message, ended = "timeout", f"no answer within {wanted.seconds:g} s", False
    try:
        async with (
            asyncio.timeout(wanted.seconds),
            relays.connection(pause_id, wanted.address, wanted.port) as connection,
        ):
            outcome, message = "open", ""
            ended = await _converse(connection, wanted.data, received)
    except Refused as refused:
        if outcome != "open":
            message = str(refused).removeprefix("connect: ")
            outcome = outcome_of(message)
    except TimeoutError:
        ended = False
    took = (time.perf_counter() - began) * 1000
    return Dialled(outcome, message, took, bytes(received), ended)


def outcome_of(message: str) -> str:
    """The kernel's sentence as one word.

    >>> outcome_of("connection refused")
    'refused'
    """
    if message not in OUTCOMES:
        raise ExecUnavailable(f"the connection could not be tried: {message}")
    return OUTCOMES[message]


async def _converse(connection: Connection, data: bytes, received: bytearray) -> bool:
    """Fill `received`; whether the other side has said all. Who sends nothing, hears nothing."""
    if not data:
        return True
    await connection.send(data)
    while len(received) < MOST_RECEIVED:
        if not (piece := await connection.receive()):
            return True
        received += piece
    return False
