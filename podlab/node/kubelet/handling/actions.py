"""One try of a probe, whatever its handler: exec, httpGet, tcpSocket or grpc.

Source: kubernetes pkg/probe; the sentences are Go's.
"""

import asyncio

from lightkube.models.core_v1 import Probe, TCPSocketAction

from podlab.node.engine.streams.relay import Refused
from podlab.node.kubelet.handling.calling import try_grpc
from podlab.node.kubelet.handling.patients import Patient, UnknownPort, dialled
from podlab.node.kubelet.handling.processes import CANNOT_RUN, run_command
from podlab.node.kubelet.handling.requesting import try_http
from podlab.node.kubelet.node import Node
from podlab.node.runtime import ExecUnavailable
from podlab.pods.expansion import probe_command
from podlab.pods.probes import Answer, Outcome, go_duration, timeout_of

NOT_EXECUTED = "OCI runtime exec failed"


async def try_probe(node: Node, patient: Patient, probe: Probe) -> Outcome:
    """One try of a probe, within its timeout."""
    seconds = timeout_of(probe)
    try:
        if probe.exec is not None:
            command = probe_command(patient.container, probe.exec.command or [])
            return await _try_exec(node, patient, command, seconds)
        if probe.httpGet is not None:
            return await try_http(node, patient, probe.httpGet, seconds)
        if probe.tcpSocket is not None:
            return await _try_tcp(node, patient, probe.tcpSocket, seconds)
        if probe.grpc is not None:
            return await try_grpc(node, patient, probe.grpc, seconds)
    except (ExecUnavailable, UnknownPort) as problem:
        return Outcome(Answer.ERROR, str(problem))
    return Outcome(Answer.ERROR, "missing probe handler")


async def _try_exec(node: Node, patient: Patient, command: list[str], seconds: float) -> Outcome:
    try:
        async with asyncio.timeout(seconds):
            finished = await run_command(node.engine, patient.container_id, command)
    except TimeoutError:
        line = " ".join(command)
        text = f'command timed out: "{line}" timed out after {go_duration(seconds)}'
        return Outcome(Answer.FAILURE, text)
    if finished.code in CANNOT_RUN and finished.output.startswith(NOT_EXECUTED):
        return Outcome(Answer.ERROR, finished.output.strip())
    return Outcome(Answer.FAILURE if finished.code else Answer.SUCCESS, finished.output)


async def _try_tcp(
    node: Node, patient: Patient, action: TCPSocketAction, seconds: float
) -> Outcome:
    address = dialled(action.host or patient.address)
    number = patient.port_number(action.port)
    dial = f"dial tcp {address}:{number}"
    try:
        async with (
            asyncio.timeout(seconds),
            node.relays.connection(patient.pause_id, address, number),
        ):
            return Outcome(Answer.SUCCESS)
    except TimeoutError:
        return Outcome(Answer.FAILURE, f"{dial}: i/o timeout")
    except Refused as refused:
        return Outcome(Answer.FAILURE, f"{dial}: {refused}")
