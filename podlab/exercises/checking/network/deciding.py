"""What a connection attempt, an answer, a listening socket say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import HttpIs, ListenIs, TcpIs
from podlab.exercises.checking.pods.deciding import number
from podlab.exercises.checking.verdicts import verdict
from podlab.exercises.results import Result
from podlab.pods.objects import JsonObject

TCP_REASONS = {
    "open": "connection_open",
    "refused": "connection_refused",
    "timeout": "timeout",
    "unreachable": "unreachable",
}
ERRNOS = {
    "open": "connected",
    "refused": "Connection refused (ECONNREFUSED, errno 111)",
    "timeout": "no answer (ETIMEDOUT)",
    "unreachable": "Network is unreachable (ENETUNREACH, errno 101)",
}


@dataclass(frozen=True)
class Tried:
    """What came of a connection attempt."""

    outcome: str
    milliseconds: float = 0.0


@dataclass(frozen=True)
class Replied:
    """An HTTP answer, or the connection's outcome that kept it from coming."""

    outcome: str = "open"
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    problem: str = ""
    milliseconds: float = 0.0


def decide_tcp(wanted: TcpIs, tried: Tried, command: str) -> Result:
    """The outcome, in the kernel's words."""
    evidence = f"{ERRNOS[tried.outcome]} after {tried.milliseconds:.1f} ms"
    return verdict(
        tried.outcome == wanted.expect,
        TCP_REASONS[tried.outcome],
        f"{wanted.source} → {wanted.to}: {ERRNOS[wanted.expect]}",
        f"{wanted.source} → {wanted.to}: {ERRNOS[tried.outcome]}",
        command=command,
        evidence=evidence,
    )


def decide_http(wanted: HttpIs, replied: Replied, command: str) -> Result:
    """The first thing that is not as it should be decides."""
    feedback = why_not(wanted, replied)
    if replied.status:
        actual = _("status %(status)s") % {"status": replied.status}
        if feedback == "wrong_body":
            actual += _(", body: %(body)s") % {"body": repr(replied.body[:120])}
        heads = "\n".join(f"{name}: {value}" for name, value in replied.headers.items())
        evidence = f"HTTP {replied.status}\n{heads}\n\n{replied.body}"
    else:
        evidence = actual = replied.problem or ERRNOS[replied.outcome]
    return verdict(
        not feedback, feedback, http_expected(wanted),
        f"{wanted.source} → {wanted.url}: {actual}", command=command, evidence=evidence,
    )  # fmt: skip


def why_not(wanted: HttpIs, replied: Replied) -> str:
    """What is wrong with an answer, as an id."""
    if replied.outcome != "open":
        return TCP_REASONS[replied.outcome]
    if not replied.status:
        return "no_http"
    if wanted.status is not None and replied.status != wanted.status:
        return "wrong_status"
    if wanted.body_contains is not None and wanted.body_contains not in replied.body:
        return "wrong_body"
    for name, value in wanted.header.items():
        if replied.headers.get(name.lower()) != value:
            return "wrong_header"
    return ""


def http_expected(wanted: HttpIs) -> str:
    told = [_("status %(status)s") % {"status": wanted.status}] if wanted.status else []
    if wanted.body_contains is not None:
        told.append(_("body contains %(text)s") % {"text": repr(wanted.body_contains)})
    told += [f"{name}: {value}" for name, value in wanted.header.items()]
    return f"{wanted.source} → {wanted.url}: {', '.join(told) or _('an answer')}"


def decide_listen(wanted: ListenIs, sockets: Sequence[JsonObject], command: str) -> Result:
    """Whether a socket listens; an address of all interfaces is 0.0.0.0 or ::."""
    port = number(wanted.port)
    at_port = [each for each in sockets if each["port"] == port]
    fitting = [each for each in at_port
               if wanted.address in (None, each["address"])
               and wanted.by in (None, each.get("owner"))]  # fmt: skip
    place = f"{wanted.address or '*'}:{port}"
    by = f" ({wanted.by})" if wanted.by else ""
    if wanted.exists:
        expected = _("a socket listens on %(place)s%(by)s") % {"place": place, "by": by}
        feedback = "" if fitting else why_nobody(wanted, at_port)
    else:
        expected = _("nobody listens on %(place)s%(by)s") % {"place": place, "by": by}
        feedback = "somebody_listens" if fitting else ""
    rows = [f"{each['address']}:{each['port']} {each.get('owner') or '?'}" for each in sockets]
    told = ", ".join(rows) or _("nobody listens")
    return verdict(not feedback, feedback, expected, told, command=command,
                   evidence="\n".join(rows))  # fmt: skip


def why_nobody(wanted: ListenIs, at_port: Sequence[JsonObject]) -> str:
    """Why no socket fits, as an id."""
    if not at_port:
        return "nobody_listens"
    if wanted.by and wanted.by not in [each.get("owner") for each in at_port]:
        return "wrong_owner"
    return "wrong_address"
