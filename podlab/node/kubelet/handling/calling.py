"""The grpc probe: asks a server for its health, as the kubelet's client does.

Source: kubernetes pkg/probe/grpc; the sentences are Go's.
"""

import asyncio
import contextlib

from lightkube.models.core_v1 import GRPCAction

from podlab.node.engine.streams.relay import Refused
from podlab.node.kubelet.handling.patients import Patient
from podlab.node.kubelet.handling.protocols.grpc import (
    BrokenCall,
    CallFailed,
    HealthCall,
)
from podlab.node.kubelet.handling.protocols.http import Pipe
from podlab.node.kubelet.node import Node
from podlab.pods.probes import Answer, Outcome, go_duration

AGAIN_SECONDS = 0.2  # a server that does not speak yet is asked again until the time is over
NOT_IMPLEMENTED = (
    "error: this server does not implement the grpc health protocol (grpc.health.v1.Health)"
)


async def try_grpc(node: Node, patient: Patient, action: GRPCAction, seconds: float) -> Outcome:
    """One try of a probe."""
    place = f"{patient.address}:{action.port}"
    call = HealthCall(place, action.service or "")
    try:
        async with asyncio.timeout(seconds):
            return await _ask_until_it_speaks(node, patient, action.port, call)
    except TimeoutError:
        within = go_duration(seconds)
        if call.connected:
            return _failure(f"timeout: health rpc did not complete within {within}")
        return _failure(
            f'timeout: failed to connect service "{place}" within {within}: '
            "context deadline exceeded"
        )


async def _ask_until_it_speaks(
    node: Node, patient: Patient, port: int, call: HealthCall
) -> Outcome:
    while True:
        with contextlib.suppress(Refused, BrokenCall):
            async with node.relays.connection(patient.pause_id, patient.address, port) as pipe:
                return await ask_health(pipe, call)
        await asyncio.sleep(AGAIN_SECONDS)


async def ask_health(pipe: Pipe, call: HealthCall) -> Outcome:
    """One call over a connection; raises BrokenCall where no HTTP/2 is spoken."""
    try:
        health = await call.check(pipe)
    except CallFailed as failed:
        if failed.code == "Unimplemented":
            return _failure(f"{NOT_IMPLEMENTED}: {failed.message}")
        return _failure(f"error: health rpc probe failed: {failed}")
    if health != "SERVING":
        return _failure(f'service unhealthy (responded with "{health}")')
    return Outcome(Answer.SUCCESS, "service healthy")


def _failure(text: str) -> Outcome:
    return Outcome(Answer.FAILURE, text)
