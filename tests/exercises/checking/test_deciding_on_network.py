"""Connections, answers, listening sockets and traffic, decided."""

from typing import Any

import pytest

from podlab.curriculum.format.assertions import (
    HttpIs,
    ListenIs,
    TcpIs,
    TrafficSeen,
)
from podlab.exercises.checking.network.deciding import (
    Replied,
    Tried,
    decide_http,
    decide_listen,
    decide_tcp,
)
from podlab.exercises.checking.network.traffic import decide_traffic

ASKED = {"kind": "request", "from": "client", "to": "web", "port": 80,
         "method": "GET", "path": "/a", "status": 200}  # fmt: skip
PROBED = ASKED | {"from": "kubelet"}
REFUSED = {"kind": "refused", "from": "client", "port": 81, "errno": "ECONNREFUSED"}
FOLDED = {"kind": "folded", "of": "request", "from": "client", "to": "web", "port": 80, "count": 9}
ACROSS = ASKED | {"iface": "eth0", "outgoing": True, "to": "redis-a", "port": 6379}
ALL = [ASKED, PROBED, REFUSED, FOLDED, ACROSS]


@pytest.mark.parametrize(
    ("wanted", "feedback"),
    [
        ({}, ""),
        ({"from": "client", "to": "web", "port": "80"}, ""),
        ({"method": "GET", "path": "/a", "status": 200}, ""),
        ({"method": "GET", "path": "/b"}, "not_seen"),
        ({"from": "web"}, "not_seen"),
        ({"from": "kubelet"}, ""),
        ({"path": "/a", "min": 2}, "not_seen"),  # the kubelet's do not count
        ({"from": "client", "min": 10}, ""),  # folded ones do
        ({"from": "client", "min": 11}, "not_seen"),
        ({"refused": True, "port": 81}, ""),
        ({"refused": True, "port": 80}, "not_seen"),
        ({"path": "/b", "max": 0}, ""),
        ({"path": "/a", "max": 0}, "seen_too_often"),
        ({"iface": "eth0", "to": "redis-a", "max": 1}, ""),
        ({"iface": "eth0", "to": "web"}, "not_seen"),
        ({"to": "redis-a"}, "not_seen"),  # that was not on lo
        ({"from": "client", "min": 1, "max": 5}, "seen_too_often"),
    ],
)
def test_traffic(wanted: dict[str, Any], feedback: str) -> None:
    result = decide_traffic(TrafficSeen.model_validate({"pod": "duo"} | wanted), ALL, "")

    assert result.feedback == feedback


@pytest.mark.parametrize("expected", ["open", "refused", "timeout", "unreachable"])
@pytest.mark.parametrize("came", ["open", "refused", "timeout", "unreachable"])
def test_tcp(expected: str, came: str) -> None:
    wanted = TcpIs.model_validate({"from": "a", "to": "localhost:80", "expect": expected})
    result = decide_tcp(wanted, Tried(came), "nc")

    assert result.passed == (expected == came)
    assert bool(result.feedback) != result.passed


OK = Replied(status=200, headers={"server": "x"}, body="hello")


@pytest.mark.parametrize(
    ("wanted", "replied", "feedback"),
    [
        ({}, OK, ""),
        ({"status": None}, Replied(status=500), ""),
        ({"status": 404}, OK, "wrong_status"),
        ({"body_contains": "ell"}, OK, ""),
        ({"body_contains": "other"}, OK, "wrong_body"),
        ({"header": {"Server": "x"}}, OK, ""),
        ({"header": {"Server": "y"}}, OK, "wrong_header"),
        ({}, Replied("refused"), "connection_refused"),
        ({}, Replied("timeout"), "timeout"),
        ({}, Replied("unreachable"), "unreachable"),
        ({}, Replied(problem="What came back is no HTTP"), "no_http"),
    ],
)
def test_http(wanted: dict[str, Any], replied: Replied, feedback: str) -> None:
    asked = HttpIs.model_validate({"from": "a", "url": "http://localhost/"} | wanted)

    assert decide_http(asked, replied, "wget").feedback == feedback


SOCKETS = [{"port": 80, "address": "0.0.0.0", "owner": "web"}]  # noqa: S104 -- what was seen


@pytest.mark.parametrize(
    ("wanted", "feedback"),
    [
        ({"port": "80"}, ""),
        ({"port": 80, "by": "web", "address": "0.0.0.0"}, ""),  # noqa: S104 -- as above
        ({"port": 81}, "nobody_listens"),
        ({"port": 80, "by": "app"}, "wrong_owner"),
        ({"port": 80, "address": "127.0.0.1"}, "wrong_address"),
        ({"port": 80, "exists": False}, "somebody_listens"),
        ({"port": 81, "exists": False}, ""),
    ],
)
def test_listen(wanted: dict[str, Any], feedback: str) -> None:
    asked = ListenIs.model_validate({"in": "duo"} | wanted)

    assert decide_listen(asked, SOCKETS, "").feedback == feedback
