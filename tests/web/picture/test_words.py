"""The picture told in sentences."""

import pytest

from podlab.sandbox.picture import Activity, Connection, Listening, pod_in_words, pod_view
from tests.web.picture.pods import JsonObject, hello, with_status

PENDING: JsonObject = {
    "ready": False,
    "restartCount": 0,
    "state": {"waiting": {"reason": "ContainerCreating"}},
}


def test_a_running_pod_in_words() -> None:
    activity = Activity(
        (Listening(80, "web"),), (Connection("client", "web", 80, "GET / 200, 2 ms"),)
    )

    assert pod_in_words(pod_view(with_status(hello()), activity)) == (
        "hello is Running: 4 of 4 containers running.",
        "Container web (nginx): Running, ready, 0 restarts.",
        "Container client (busybox): Running, ready, 0 restarts.",
        "Container writer (busybox): Running, ready, 0 restarts.",
        "Container reader (busybox): Running, ready, 0 restarts.",
        "Volume shared (emptyDir) is mounted by writer at /outbox, reader at /inbox (read-only).",
        "All containers share one localhost and the address 10.244.0.7. web listens on port 80.",
        "client asks web on port 80: GET / 200, 2 ms.",
    )


def test_a_start_says_how_far_it_is_and_what_it_waits_for() -> None:
    view = pod_view(with_status(hello(), writer=PENDING, reader=PENDING))

    assert pod_in_words(view)[0] == (
        "hello is Running: 2 of 4 containers running. writer: ContainerCreating."
    )


def test_a_declared_pod_claims_nothing() -> None:
    words = pod_in_words(pod_view(hello()))

    assert words[0] == "hello: 4 containers, as the manifest declares. Nothing runs."
    assert words[-1] == (
        "All containers share one localhost. web declares port 80, and nobody was heard on it."
    )


@pytest.mark.parametrize(
    ("connection", "sentence"),
    [
        (
            Connection("client", None, 8080, refused_errno="ECONNREFUSED"),
            "client asked for port 8080: connection refused (ECONNREFUSED).",
        ),
        (
            Connection("client", "web", 80, seen=False),
            "client is meant to ask web on port 80; it was not seen yet.",
        ),
        (Connection(None, "web", 80, "GET /"), "Somebody asks web on port 80: GET /."),
    ],
    ids=["refused", "declared", "unknown client"],
)
def test_a_connection_in_words(connection: Connection, sentence: str) -> None:
    view = pod_view(hello(), Activity(connections=(connection,)))

    assert pod_in_words(view)[-1] == sentence
