"""What is told of both sides: from what was seen, and never before it was."""

from podlab.pods.objects import JsonObject
from podlab.sandbox.apart.differences import NOT_YET, Difference, Seen, differences
from podlab.sandbox.picture import Activity, Connection, Listening, VolumeWrite, pod_view


def side(activity: Activity = Activity(), **pod: JsonObject) -> Seen:  # noqa: B008 -- frozen
    return Seen(pod_view(dict(pod), activity), activity)


def spec(*names: str, volume: str = "") -> JsonObject:
    mounts = {"volumeMounts": [{"name": volume, "mountPath": "/data"}]} if volume else {}
    containers = [{"name": name, "image": "busybox", **mounts} for name in names]
    return {"containers": containers, **({"volumes": [{"name": volume}]} if volume else {})}


def ended(code: int, name: str) -> JsonObject:
    state = {"terminated": {"exitCode": code, "reason": "Error"}}
    return {"containerStatuses": [{"name": name, "state": state}]}


def restarted(times: int, name: str) -> JsonObject:
    state: JsonObject = {"running": {}}
    return {"containerStatuses": [{"name": name, "state": state, "restartCount": times}]}


def test_nothing_seen_is_nothing_told() -> None:
    assert differences(side(spec=spec("a")), {"a": side(spec=spec("a"))}) == []


def test_one_address_or_one_each() -> None:
    pod = side(spec=spec("a", "b"), status={"podIP": "10.0.0.1"})
    a, b = (side(spec=spec(n), status={"podIP": ip}) for n, ip in (("a", "10.0.0.2"), ("b", "")))

    (one,) = differences(pod, {"a": a})
    (waiting,) = differences(pod, {"a": a, "b": b})

    assert (one.in_pod, one.apart) == ("10.0.0.1, the same for all", "a: 10.0.0.2")
    assert one.differs
    assert not waiting.differs


def test_localhost_answers_in_the_pod_alone() -> None:
    pod = side(Activity(connections=(Connection("a", "web", 80, "GET / 200"),)), spec=spec("a"))
    refused = Connection("a", None, 80, refused_errno="ECONNREFUSED")
    alone = side(Activity(connections=(refused,)), spec=spec("a"))

    assert differences(pod, {"a": side(spec=spec("a"))}) == [
        Difference("a asks localhost:80", "web answers", NOT_YET, pending=True)
    ]
    (told,) = differences(pod, {"a": alone})
    assert told.apart == "connection refused (ECONNREFUSED)"
    assert told.differs


def test_what_is_the_same_does_not_differ() -> None:
    own = Activity(connections=(Connection("a", "a", 80, "GET / 200"),))

    (told,) = differences(side(own, spec=spec("a")), {"a": side(own, spec=spec("a"))})

    assert not told.differs
    assert not told.pending


def test_one_port_has_one_owner_in_a_pod() -> None:
    pod = side(Activity(listening=(Listening(80, "first"),)), spec=spec("first", "second"))
    apart = {
        name: side(Activity(listening=(Listening(80, name),)), spec=spec(name))
        for name in ("first", "second")
    }

    (told,) = differences(pod, apart)

    assert (told.subject, told.in_pod, told.apart) == (
        "Who listens on port 80",
        "first",
        "first and second",
    )


def test_files_stay_with_who_wrote_them() -> None:
    wrote = Activity(writes=(VolumeWrite("shared", "a", "x"),))
    pod = side(wrote, spec=spec("a", "b", volume="shared"))
    alone = side(wrote, spec=spec("a", volume="shared"))

    (told,) = differences(pod, {"a": alone})

    assert (told.in_pod, told.apart) == ("is there for b", "is there for a alone")


def test_who_ends_is_started_again_in_a_pod_alone() -> None:
    pod = side(spec=spec("a"), status=restarted(2, "a"))

    (told,) = differences(pod, {"a": side(spec=spec("a"), status=ended(3, "a"))})

    assert (told.in_pod, told.apart) == (
        "started again, 2 times so far",
        "stays ended, exit code 3",
    )
    assert told.differs
