"""The httpGet of probes and hooks: one GET into the Pod, and for probes where it leads.

Source: kubernetes pkg/probe/http; the sentences are Go's.
"""

import asyncio
import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lightkube.models.core_v1 import HTTPGetAction

from podlab.node.engine.streams.relay import Refused
from podlab.node.kubelet.handling.patients import Patient, dialled
from podlab.node.kubelet.handling.protocols.http import (
    BadResponse,
    Exchange,
    Response,
    Target,
    TlsPipe,
)
from podlab.node.kubelet.node import Node
from podlab.pods.probes import Answer, Outcome

MOST_REDIRECTS = 10
LATE = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
LATE_BODY = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"


def http_target(patient: Patient, action: HTTPGetAction) -> Target:
    """What an httpGet asks for; raises UnknownPort."""
    return Target(
        action.scheme or "HTTP",
        action.host or patient.address,
        patient.port_number(action.port),
        action.path or "/",
        tuple((each.name, each.value) for each in action.httpHeaders or []),
    )


async def ask(node: Node, patient: Patient, target: Target, exchange: Exchange) -> Response:
    """One GET; raises Refused, BadResponse, ExecUnavailable."""
    address = dialled(target.host)
    async with node.relays.connection(patient.pause_id, address, target.port) as pipe:
        return await exchange.get(TlsPipe(pipe) if target.scheme == "HTTPS" else pipe, target)


async def try_http(node: Node, patient: Patient, action: HTTPGetAction, seconds: float) -> Outcome:
    """One try of a probe."""
    target, exchange = http_target(patient, action), Exchange()
    try:
        async with asyncio.timeout(seconds):
            return await _follow(node, patient, target, exchange)
    except TimeoutError:
        if exchange.has_head:
            return Outcome(Answer.ERROR, LATE_BODY)
        return Outcome(Answer.FAILURE, f'Get "{target.url}": {LATE}')
    except Refused as refused:
        dial = f"dial tcp {dialled(target.host)}:{target.port}"
        return Outcome(Answer.FAILURE, f'Get "{target.url}": {dial}: {refused}')
    except BadResponse as bad:
        return Outcome(Answer.FAILURE, f'Get "{target.url}": {bad}')


async def _follow(node: Node, patient: Patient, target: Target, exchange: Exchange) -> Outcome:
    """Ask, and go where a redirect leads as long as that is the same host."""
    for _ in range(MOST_REDIRECTS):
        response = await ask(node, patient, target, exchange)
        there = redirected(target, response)
        if there is None:
            return judge(response)
        target = there
    return Outcome(Answer.FAILURE, f'Get "{target.url}": stopped after 10 redirects')


def judge(response: Response) -> Outcome:
    """200 to 399 is healthy; a redirect that was not followed is worth a warning."""
    if 200 <= response.status < 300:
        return Outcome(Answer.SUCCESS)
    if 300 <= response.status < 400:
        body = response.body.decode(errors="replace")
        return Outcome(Answer.WARNING, f"Probe terminated redirects, Response body: {body}")
    return Outcome(Answer.FAILURE, f"HTTP probe failed with statuscode: {response.status}")


def redirected(target: Target, response: Response) -> Target | None:
    """The next target, or None where the answer leads nowhere, or to another host."""
    if response.status not in {301, 302, 303, 307, 308} or not response.location:
        return None
    there = urlsplit(urljoin(target.url, response.location))
    if there.hostname != target.host:
        return None
    scheme = there.scheme.upper()
    port = there.port or (443 if scheme == "HTTPS" else 80)
    path = there.path or "/"
    query = f"?{there.query}" if there.query else ""
    return replace(target, scheme=scheme, port=port, path=re.sub(r"\s", "", path + query))
