"""Which containers of a status have a log, and what is said of each."""

from podlab.sandbox.live.sources.feeds import container_states, pod_entry
from podlab.sandbox.live.topic import attempt_of, started_containers

RUNNING = {"running": {"startedAt": "2026-01-02T03:04:05Z"}}
STATUS = {
    "phase": "Running",
    "containerStatuses": [
        {"name": "app", "containerID": "docker://1", "ready": True, "state": RUNNING}
    ],
    "ephemeralContainerStatuses": [
        {"name": "debug", "containerID": "docker://2", "ready": False, "state": RUNNING},
        {"name": "next", "state": {"waiting": {"reason": "ContainerCreating"}}},
    ],
}
POD = {
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "app", "image": "nginx"}]},
    "status": STATUS,
}


def test_an_ephemeral_container_that_started_has_a_log() -> None:
    assert started_containers(POD) == {"app", "debug"}
    assert attempt_of(POD, "debug") == (0, True)


def test_an_ephemeral_container_has_a_state_and_no_part_in_readiness() -> None:
    states = [(each["name"], each["state"], each["ephemeral"]) for each in container_states(STATUS)]

    assert states == [("app", "Running", False), ("debug", "Running", True),
                      ("next", "Waiting", True)]  # fmt: skip
    assert pod_entry(POD)["ready"] == "1/1"
