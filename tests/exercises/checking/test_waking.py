"""Which news wake a check, and how often it is looked at without any."""

import pytest

from podlab.exercises.checking.live.waking import waking_of
from tests.exercises.checking.lab import asserted

REQUEST = {"kind": "request", "from": "client"}
PROBE = {"kind": "request", "from": "kubelet"}
READ = {"kind": "file", "action": "read"}
WRITE = {"kind": "file", "action": "write"}
POD = {"kind": "pod"}
SOCKETS = {"kind": "listen"}
USAGE = {"kind": "usage"}
ALL = (REQUEST, PROBE, READ, WRITE, POD, SOCKETS, USAGE)


@pytest.mark.parametrize(
    ("text", "woken_by", "longest"),
    [
        ("pod: {of: duo}", [POD], 10.0),
        ("container: {of: duo/web, state: running}", [POD], 10.0),
        ("traffic: {pod: duo}", [REQUEST], 10.0),
        ("traffic: {pod: duo, from: kubelet}", [REQUEST], 10.0),
        ("listen: {in: duo, port: 80}", [POD, SOCKETS], 10.0),
        ("tcp: {from: duo/web, to: 'localhost:80', expect: open}", [POD, SOCKETS], 8.0),
        ("http: {from: duo/web, url: 'http://localhost/'}", [WRITE, POD, SOCKETS], 8.0),
        ("file: {in: duo/web, path: /a}", [WRITE, POD], 30.0),
        ("exec: {in: duo/web, command: [id]}", [WRITE, POD, SOCKETS], 30.0),
        ("all: [{pod: {of: duo}}, {not: {traffic: {pod: duo}}}]", [REQUEST, POD], 10.0),
        ("any: [{pod: {of: duo}}, {exec: {in: duo, command: [id]}}]",
         [WRITE, POD, SOCKETS], 30.0),
    ],
)  # fmt: skip
def test_what_wakes_a_check(text: str, woken_by: list[dict[str, str]], longest: float) -> None:
    waking = waking_of(asserted(text))

    assert [entry for entry in ALL if waking.is_news(entry)] == woken_by
    assert waking.longest == longest
