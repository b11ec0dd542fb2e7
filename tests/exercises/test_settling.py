"""When a Pod of a scene has settled: its containers run, have ended, or meet what holds them up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from podlab.exercises.scenes.running.settling import has_started
from podlab.pods.objects import JsonObject

WAITING = {"waiting": {"reason": "PodInitializing"}}


def running_for(seconds: float) -> JsonObject:
    began = (timezone.now() - timedelta(seconds=seconds)).isoformat()
    return {"running": {"startedAt": began}}


def pod(seconds: float, app: JsonObject, **init: str) -> JsonObject:
    """A Pod whose init container has been running for so long."""
    first = {"name": "first", "state": running_for(seconds)}
    return {
        "spec": {"initContainers": [{"name": "first", **init}], "containers": [{"name": "app"}]},
        "status": {"initContainerStatuses": [first], "containerStatuses": [app]},
    }


@pytest.mark.parametrize(
    ("seconds", "init", "app", "expected"),
    [
        (2, {}, {"state": WAITING}, False),
        (60, {}, {"state": WAITING}, True),
        (60, {"restartPolicy": "Always"}, {"state": WAITING}, False),
        (60, {"restartPolicy": "Always"}, {"ready": True}, True),
        (60, {"restartPolicy": "Always"}, {"state": running_for(2)}, False),
        (60, {"restartPolicy": "Always"}, {"state": running_for(60)}, True),
    ],
)
def test_who_waits_long_enough_has_settled(
    seconds: float, init: dict[str, str], app: JsonObject, expected: bool
) -> None:
    assert has_started(pod(seconds, app, **init)) is expected
