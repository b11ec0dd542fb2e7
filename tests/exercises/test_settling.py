"""When a Pod of a scene has settled: its containers run, have ended, or meet what holds them up."""

from datetime import UTC, datetime, timedelta

import pytest

from podlab.exercises.scenes.running.settling import runs_for_long, waits_at_init
from podlab.pods.objects import JsonObject

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def running_for(seconds: float) -> JsonObject:
    return {"running": {"startedAt": (NOON - timedelta(seconds=seconds)).isoformat()}}


@pytest.mark.parametrize(
    ("seconds", "init", "expected"),
    [(2, {}, False), (60, {}, True), (60, {"restartPolicy": "Always"}, False)],
)
def test_an_init_container_that_goes_on_holds_up_the_pod(
    seconds: float, init: dict[str, str], expected: bool
) -> None:
    pod = {
        "spec": {"initContainers": [{"name": "first", **init}]},
        "status": {"initContainerStatuses": [{"name": "first", "state": running_for(seconds)}]},
    }

    assert waits_at_init(pod, NOON) is expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [(running_for(2), False), (running_for(60), True), ({"waiting": {}}, False), ({}, False)],
)
def test_what_runs_for_long_without_being_ready_has_settled(
    state: JsonObject, expected: bool
) -> None:
    assert runs_for_long(state, NOON) is expected
