"""A container that crashed says when it is started again."""

from datetime import UTC, datetime

import pytest

from podlab.sandbox.picture import Activity, draw_pod, pod_in_words, pod_view
from tests.web.picture.pods import JsonObject, container, hello, with_status

ENDED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def crashed(back_off: str, finished: str = "2026-01-02T03:04:05Z") -> JsonObject:
    message = f"back-off {back_off} restarting failed container=web pod=hello_default(1)"
    return {
        "ready": False,
        "restartCount": 4,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": message}},
        "lastState": {"terminated": {"exitCode": 3, "finishedAt": finished}},
    }


@pytest.mark.parametrize(
    ("back_off", "after", "told"),
    [
        ("10s", 0, "again in 10 s"),
        ("10s", 3.2, "again in 7 s"),
        ("40s", 39.9, "again in 1 s"),
        ("40s", 41, "starting now"),
        ("2m40s", 100, "again in 60 s"),
        ("5m0s", 0, "again in 300 s"),
        ("20s", None, "again at 03:04:25 UTC"),
    ],
)
def test_a_back_off_counts_from_the_end_of_the_attempt_before(
    back_off: str, after: float | None, told: str
) -> None:
    now = None if after is None else ENDED.timestamp() + after
    view = pod_view(with_status(hello(), web=crashed(back_off)), Activity(), now)

    assert view.tiles[0].state.again == told
    assert f">{told}</text>" in draw_pod(view)
    assert f"back-off {back_off}, last exit code 3, {told}" in pod_in_words(view)[1]


def test_without_an_end_nothing_is_counted() -> None:
    view = pod_view(with_status(hello(), web=crashed("10s", finished="")), Activity(), 1.0)

    assert view.tiles[0].state.again == ""
    assert "back-off 10s" in draw_pod(view)


def test_an_init_container_counts_as_well() -> None:
    pod = hello()
    pod["spec"]["initContainers"] = [container("fetch")]
    pod = with_status(pod)
    pod["status"]["initContainerStatuses"] = [{"name": "fetch", **crashed("20s")}]
    view = pod_view(pod, Activity(), ENDED.timestamp())

    assert ' data-left="20">again in 20 s</text>' in draw_pod(view)
    assert pod_in_words(view)[1] == (
        "Before the others, in order: fetch (Waiting, CrashLoopBackOff, back-off 20s, "
        "last exit code 3, again in 20 s, 4 restarts)."
    )
