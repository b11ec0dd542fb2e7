"""A scene waits for an image that node is making, and for nothing else longer than it should."""

from typing import Any

import pytest

from podlab.exercises.scenes.running.settling import has_started, image_is_made

BUILDING = {"waiting": {"reason": "ContainerCreating", "message": "Building envoy, step 3 of 15"}}
CREATING = {"waiting": {"reason": "ContainerCreating"}}
UNKNOWN = {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}
RUNNING = {"running": {"startedAt": "2026-01-01T00:00:00Z"}}


def pod(*states: dict[str, Any]) -> dict[str, Any]:
    statuses = [{"state": state, "ready": "running" in state} for state in states]
    spec = {"containers": [{"name": str(number)} for number in range(len(states))]}
    return {"spec": spec, "status": {"phase": "Pending", "containerStatuses": statuses}}


@pytest.mark.parametrize(
    ("states", "is_made", "started"),
    [
        ([RUNNING, BUILDING], True, False),
        ([RUNNING, CREATING], False, False),
        ([RUNNING, UNKNOWN], False, True),
        ([RUNNING, RUNNING], False, True),
    ],
)
def test_image_that_is_being_made_is_waited_for(
    states: list[dict[str, Any]], is_made: bool, started: bool
) -> None:
    assert (image_is_made(pod(*states)), has_started(pod(*states))) == (is_made, started)


def test_pod_without_a_status_waits_for_no_image() -> None:
    assert not image_is_made({"spec": {"containers": []}})
