"""What the picture is told of what was seen."""

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.activity import ActivityLog
from podlab.sandbox.picture import Activity, Connection, Listening, VolumeWrite

REQUEST: JsonObject = {
    "kind": "request", "protocol": "http", "from": "client", "to": "web", "port": 80,
    "method": "GET", "path": "/", "status": 200, "duration_ms": 1.9,
}  # fmt: skip
REFUSED: JsonObject = {
    "kind": "refused", "from": "client", "port": 8080, "errno": "ECONNREFUSED"
}  # fmt: skip


def seen(*entries: JsonObject) -> Activity:
    log = ActivityLog()
    for entry in entries:
        log.add(entry)
    return log.activity()


def test_sockets_of_both_families_are_one_listener() -> None:
    sockets = [
        {"port": 80, "address": "0.0.0.0", "owner": "web"},  # noqa: S104 -- what was seen
        {"port": 80, "address": "::", "owner": "web"},
    ]

    assert seen({"kind": "listen", "sockets": sockets}).listening == (Listening(80, "web"),)


def test_a_connection_tells_its_latest_exchange() -> None:
    later = {**REQUEST, "status": 404, "duration_ms": 2}

    assert seen(REQUEST, later).connections == (Connection("client", "web", 80, "GET / 404, 2 ms"),)


def test_an_answer_replaces_the_refusal_before_it() -> None:
    answered = {**REQUEST, "port": 8080}

    assert seen(REFUSED, answered).connections == (
        Connection("client", "web", 8080, "GET / 200, 1.9 ms"),
    )
    assert seen(answered, REFUSED).connections == (
        Connection("client", None, 8080, refused_errno="ECONNREFUSED"),
    )


def test_a_probe_is_nobodys_connection() -> None:
    assert seen({**REQUEST, "from": "kubelet"}) == Activity()


def test_a_read_is_no_write() -> None:
    write = {"kind": "file", "volume": "v", "path": "a", "action": "write", "by": "writer"}

    assert seen(write, {**write, "action": "read", "by": "reader"}).writes == (
        VolumeWrite("v", "writer", "a"),
    )


def test_usage_is_kept_for_a_minute() -> None:
    def used(cpu: float) -> JsonObject:
        return {"kind": "usage", "containers": [{"name": "web", "cpu": cpu, "memory": 7}]}

    (usage,) = seen(*(used(number) for number in range(50))).usage

    assert usage.container == "web"
    assert usage.readings == tuple((number, 7) for number in range(20, 50))
