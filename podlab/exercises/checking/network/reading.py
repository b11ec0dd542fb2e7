"""Trying connections from a Pod's network, and reading who listens and what was seen there."""

import base64
from dataclasses import dataclass
from datetime import datetime
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from podlab.cluster import Ended, NotFound, Refused, Said, connect
from podlab.curriculum.format.assertions import HttpIs, TcpIs
from podlab.exercises.checking.network.deciding import Replied, Tried
from podlab.exercises.checking.network.traffic import KINDS
from podlab.exercises.checking.pods.statuses import ip_of
from podlab.exercises.checking.scene import CheckedScene
from podlab.exercises.checking.verdicts import CannotCheck
from podlab.pods.objects import JsonObject
from podlab.sandbox.console.asking import Question, read, written
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

OUTSIDE = "outside"
LOOPBACK = "127.0.0.1"
SECONDS_TO_CONNECT = 3.0
SECONDS_TO_ANSWER = 8.0
MOST_ENTRIES = 1000
DIAL = "/apis/checks.podlab/v1/namespaces/{namespace}/pods/{name}/dial"


@dataclass(frozen=True)
class Target:
    """Host, port, path of what is asked."""

    host: str
    port: int
    path: str = "/"


def target_of(text: str) -> Target:
    """`localhost:8080`, or an http URL; raises CannotCheck."""
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        port = parts.port or (80 if parts.scheme == "http" else 0)
    except ValueError as problem:
        raise CannotCheck(f"{text}: {problem}") from problem
    if not parts.hostname or not port or parts.scheme not in ("", "http"):
        raise CannotCheck(_("%(text)s is no address that can be asked") % {"text": text})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port, path)


async def address_of(host: str, source: str, scene: CheckedScene) -> str:
    """An IPv4 address: of localhost, of a unit's Pod (of the same side first), or the host's own.

    Raises CannotCheck when it is none.
    """
    if host == "localhost":
        return LOOPBACK
    if unit := unit_named(host, source, scene):
        pod = await scene.pod(unit)
        host = (ip_of(pod) if pod else "") or host
    try:
        return str(IPv4Address(host))
    except AddressValueError as problem:
        raise CannotCheck(_("%(host)s has no address") % {"host": host}) from problem


def unit_named(name: str, source: str, scene: CheckedScene) -> str:
    """The unit of this name, of the source's own side first; "" where there is none."""
    named = [each for each in scene.units if name in (each, each.rpartition("/")[2])]
    side = source.partition("/")[0]
    return min(named, key=lambda each: each.partition("/")[0] != side, default="")


async def try_tcp(pod: JsonObject, wanted: TcpIs, scene: CheckedScene) -> Tried:
    """Connect and let go; raises CannotCheck, ClusterError."""
    target = target_of(wanted.to)
    address = await address_of(target.host, wanted.source, scene)
    answer = await dial(pod, address, target.port, b"")
    return Tried(str(answer["outcome"]), float(answer["milliseconds"]))


async def ask_http(pod: JsonObject, wanted: HttpIs, scene: CheckedScene) -> Replied:
    """One GET; raises CannotCheck, ClusterError."""
    target = target_of(wanted.url)
    question = Question("", "GET", target.port, target.path)
    if wanted.source == OUTSIDE:
        return await ask_from_outside(pod, question)
    address = await address_of(target.host, wanted.source, scene)
    answer = await dial(pod, address, target.port, written(question))
    if answer["outcome"] != "open":
        return Replied(str(answer["outcome"]))
    said = Said(base64.b64decode(answer["received"]), b"", Ended(0), not answer["complete"])
    reply = read(said, "GET", float(answer["milliseconds"]))
    headers = {name.lower(): value for name, value in reply.headers}
    return Replied("open", reply.status, headers, reply.text, reply.problem, reply.milliseconds)


async def ask_from_outside(pod: JsonObject, question: Question) -> Replied:
    """Through the API server's proxy, as somebody who is in no container."""
    cluster, place = await connect(), pod["metadata"]
    try:
        answer = await cluster.ask_port(
            place["namespace"], place["name"], question.port, "GET", question.path, b""
        )
    except NotFound:
        raise
    except Refused as refused:
        outcome = "refused" if "refused" in refused.message else "open"
        return Replied(outcome, problem=refused.message)
    headers = {name.lower(): value for name, value in answer.headers.multi_items()}
    return Replied("open", answer.status_code, headers, answer.text)


async def dial(pod: JsonObject, address: str, port: int, data: bytes) -> JsonObject:
    """Have node try a connection from the Pod's network; raises CannotCheck, ClusterError."""
    cluster, place = await connect(), pod["metadata"]
    body = {
        "address": address,
        "port": port,
        "send": base64.b64encode(data).decode(),
        "seconds": SECONDS_TO_ANSWER if data else SECONDS_TO_CONNECT,
    }
    try:
        return await cluster.post(DIAL.format(**place), body, patience=SECONDS_TO_ANSWER)
    except Refused as refused:
        raise CannotCheck(refused.message) from refused


async def sockets_of(run: PodRun) -> list[JsonObject]:
    """The sockets that listen now, as the watching tells; raises CannotCheck."""
    async with hub().watching(run) as topic:
        if not topic.ring.state("listen"):
            await topic.warm()
        entry, tap = topic.ring.state("listen"), topic.ring.state("tap")
    if entry is not None:
        return list(entry["sockets"])
    if tap is None or tap.get("attribution") == "none":
        raise CannotCheck(_("Podlab does not see who listens here"))
    return []  # nobody has ever listened


async def traffic_of(run: PodRun, since: datetime | None) -> list[JsonObject]:
    """What was seen on `lo` since then, the oldest first."""
    async with hub().watching(run) as topic:
        await topic.warm()
        entries = topic.ring.latest(KINDS, MOST_ENTRIES)
    begin = since.timestamp() if since else 0.0
    return [each for each in entries if float(each.get("time", 0.0)) >= begin]
