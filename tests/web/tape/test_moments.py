"""A tape and a time: the Pod as it was, and what had been seen of it."""

import pytest

from podlab.sandbox.picture import pod_in_words, pod_view
from podlab.sandbox.tape.moments import moment_at
from tests.web.tape.runs import POD, RUN, RUNNING, pod_at, request_at, status


@pytest.mark.parametrize(
    ("time", "how_it_is", "asks", "ended"),
    [
        (0, "hello: 2 containers, as the manifest declares. Nothing runs.", 0, ""),
        (1, "hello: 2 containers, as the manifest declares. Nothing runs.", 0, ""),
        (2, "hello is Pending: 0 of 2 containers running. web: ContainerCreating.", 0, ""),
        (3.9, "hello is Pending: 0 of 2 containers running. web: ContainerCreating.", 0, ""),
        (4, "hello is Running: 2 of 2 containers running.", 0, ""),
        (6, "hello is Running: 2 of 2 containers running.", 1, ""),
        (8, "hello is Running: 1 of 2 containers running. web: Error.", 1, ""),
        (99, "hello is Running: 1 of 2 containers running. web: Error.", 1, "stopped by you"),
    ],
)
def test_the_pod_at_a_moment(time: float, how_it_is: str, asks: int, ended: str) -> None:
    moment = moment_at(POD, RUN, time)

    view = pod_view(moment.pod, moment.activity)
    assert pod_in_words(view)[0] == how_it_is
    assert len(view.connections) == asks
    assert moment.ended == ended


def test_a_connection_tells_the_latest_exchange_before_the_moment() -> None:
    entries = [request_at(1, "/a"), request_at(2, "/b")]

    assert [moment_at(POD, entries, time).activity.connections[0].summary for time in (1.5, 2)] == [
        "GET /a 200, 2 ms",
        "GET /b 200, 2 ms",
    ]


def test_a_container_that_came_later_is_there_from_then_on() -> None:
    later = {**POD["spec"], "ephemeralContainers": [{"name": "debug", "image": "busybox"}]}
    entries = [
        pod_at(1, status(RUNNING, RUNNING)),
        pod_at(2, status(RUNNING, RUNNING), spec=later),
    ]

    assert [len(pod_view(moment_at(POD, entries, t).pod).tiles) for t in (1, 2)] == [2, 3]


def test_a_pod_that_is_being_deleted_was_terminating() -> None:
    entries = [pod_at(1, status(RUNNING, RUNNING), deleting=True)]

    assert pod_view(moment_at(POD, entries, 1).pod).phase == "Terminating"
