"""The handlers that probes and hooks share, carried out: exec, httpGet, tcpSocket.

Source: kubernetes pkg/probe; the sentences are Go's.
"""

import asyncio
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from lightkube.models.core_v1 import Container, HTTPGetAction, Probe

from podlab.node.engine.engine import Engine
from podlab.node.kubelet.handling.http import BadResponse, Response, Target, TlsPipe, get
from podlab.node.kubelet.handling.processes import (
    CANNOT_RUN,
    Refused,
    connection,
    connects,
    run_command,
)
from podlab.node.runtime import ExecUnavailable
from podlab.pods.probes import Answer, Outcome, timeout_of

MOST_REDIRECTS = 10
NOT_EXECUTED = "OCI runtime exec failed"
LATE = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"


@dataclass(frozen=True)
class Patient:
    """A running container and its Pod's network."""

    container: Container
    container_id: str
    pause_id: str
    address: str


async def try_probe(engine: Engine, patient: Patient, probe: Probe) -> Outcome:
    """One try of a probe, within its timeout."""
    seconds = timeout_of(probe)
    try:
        if probe.exec is not None:
            return await _try_exec(engine, patient, list(probe.exec.command or []), seconds)
        if probe.httpGet is not None:
            return await _try_http(engine, patient, probe.httpGet, seconds)
        if probe.tcpSocket is not None:
            return await _try_tcp(engine, patient, probe.tcpSocket.port, seconds)
    except (ExecUnavailable, UnknownPort) as problem:
        return Outcome(Answer.ERROR, str(problem))
    return Outcome(Answer.ERROR, "missing probe handler")


class UnknownPort(Exception):
    """No container port has this name; the text is Go's."""


def port_number(container: Container, port: int | str) -> int:
    """A port's number; a name is looked up in the container's ports."""
    if isinstance(port, int):
        return port
    named = [each.containerPort for each in container.ports or [] if each.name == port]
    if named:
        return named[0]
    if port.isdigit():
        return int(port)
    raise UnknownPort(f'strconv.Atoi: parsing "{port}": invalid syntax')


def http_target(patient: Patient, action: HTTPGetAction) -> Target:
    """What an httpGet asks for; raises UnknownPort."""
    return Target(
        action.scheme or "HTTP",
        patient.address,
        port_number(patient.container, action.port),
        action.path or "/",
        tuple((each.name, each.value) for each in action.httpHeaders or []),
    )


async def ask(engine: Engine, patient: Patient, target: Target, seconds: float) -> Response:
    """One GET to the Pod's address; raises Refused, BadResponse, ExecUnavailable."""
    async with connection(engine, patient.pause_id, target.address, target.port, seconds) as pipe:
        return await get(TlsPipe(pipe) if target.scheme == "HTTPS" else pipe, target)


async def _try_exec(
    engine: Engine, patient: Patient, command: list[str], seconds: float
) -> Outcome:
    try:
        async with asyncio.timeout(seconds):
            finished = await run_command(engine, patient.container_id, command)
    except TimeoutError:
        line = " ".join(command)
        text = f'command timed out: "{line}" timed out after {seconds:g}s'
        return Outcome(Answer.FAILURE, text)
    if finished.code in CANNOT_RUN and finished.output.startswith(NOT_EXECUTED):
        return Outcome(Answer.ERROR, finished.output.strip())
    return Outcome(Answer.FAILURE if finished.code else Answer.SUCCESS, finished.output)


async def _try_http(
    engine: Engine, patient: Patient, action: HTTPGetAction, seconds: float
) -> Outcome:
    target = http_target(patient, action)
    try:
        async with asyncio.timeout(seconds):
            return await _follow(engine, patient, target, seconds)
    except TimeoutError:
        return Outcome(Answer.FAILURE, f'Get "{target.url}": {LATE}')
    except Refused as refused:
        dial = f"dial tcp {target.address}:{target.port}"
        return Outcome(Answer.FAILURE, f'Get "{target.url}": {dial}: {refused}')
    except BadResponse as bad:
        return Outcome(Answer.FAILURE, f'Get "{target.url}": {bad}')


async def _follow(engine: Engine, patient: Patient, target: Target, seconds: float) -> Outcome:
    """Ask, and go where a redirect leads as long as that is the same host."""
    for _ in range(MOST_REDIRECTS):
        response = await ask(engine, patient, target, seconds)
        if not (300 <= response.status < 400 and response.location):
            return judge_status(response.status)
        there = redirected(target, response.location)
        if there is None:
            return Outcome(Answer.WARNING, "Probe terminated redirects, Response body: ")
        target = there
    return Outcome(Answer.FAILURE, f'Get "{target.url}": stopped after 10 redirects')


def judge_status(status: int) -> Outcome:
    """200 to 399 is healthy."""
    if 200 <= status < 400:
        return Outcome(Answer.SUCCESS)
    return Outcome(Answer.FAILURE, f"HTTP probe failed with statuscode: {status}")


def redirected(target: Target, location: str) -> Target | None:
    """The next target, or None where another host is meant."""
    there = urlsplit(urljoin(target.url, location))
    if there.hostname != target.address:
        return None
    scheme = there.scheme.upper()
    port = there.port or (443 if scheme == "HTTPS" else 80)
    path = there.path or "/"
    query = f"?{there.query}" if there.query else ""
    return replace(target, scheme=scheme, port=port, path=re.sub(r"\s", "", path + query))


async def _try_tcp(engine: Engine, patient: Patient, port: int | str, seconds: float) -> Outcome:
    number = port_number(patient.container, port)
    dial = f"dial tcp {patient.address}:{number}"
    try:
        async with asyncio.timeout(seconds):
            await connects(engine, patient.pause_id, patient.address, number, seconds)
    except TimeoutError:
        return Outcome(Answer.FAILURE, f"{dial}: i/o timeout")
    except Refused as refused:
        return Outcome(Answer.FAILURE, f"{dial}: {refused}")
    return Outcome(Answer.SUCCESS)
