"""What kubectl would say of a Pod, in its columns."""

from datetime import UTC, datetime

from podlab.exercises.scenes.kubectl.telling import described, get_table
from podlab.pods.objects import JsonObject

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENDED = {"terminated": {"reason": "Error", "exitCode": 3, "finishedAt": "2026-11-23T11:59:50Z"}}
POD: JsonObject = {
    "metadata": {"name": "shop", "creationTimestamp": "2026-11-23T11:59:00Z"},
    "spec": {
        "initContainers": [{"name": "first", "image": "busybox"}],
        "containers": [
            {
                "name": "app",
                "image": "busybox",
                "resources": {"limits": {"memory": "32Mi", "cpu": "1"}},
                "volumeMounts": [{"name": "goods", "mountPath": "/goods", "readOnly": True}],
            }
        ],
    },
    "status": {
        "phase": "Running",
        "conditions": [{"type": "Initialized", "status": "True"}],
        "initContainerStatuses": [
            {"name": "first", "ready": True, "state": {"terminated": {"exitCode": 0}}}
        ],
        "containerStatuses": [
            {
                "name": "app",
                "ready": False,
                "restartCount": 2,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": ENDED,
            }
        ],
    },
}
EVENTS: list[JsonObject] = [
    {"metadata": {}, "type": "Warning", "reason": "BackOff", "message": "Back-off\nrestarting",
     "count": 3, "firstTimestamp": "2026-11-23T11:59:20Z", "lastTimestamp": "2026-11-23T11:59:58Z",
     "source": {"component": "kubelet"}},
    {"metadata": {}, "type": "Normal", "reason": "Scheduled", "message": "Assigned",
     "lastTimestamp": "2026-11-23T11:59:00Z", "source": {"component": "default-scheduler"}},
]  # fmt: skip


def test_get_has_kubectls_columns() -> None:
    assert get_table([POD], NOON) == (
        "NAME   READY   STATUS             RESTARTS      AGE\n"
        "shop   0/1     CrashLoopBackOff   2 (10s ago)   60s"
    )


def test_describe_tells_how_containers_are_and_what_was_tried() -> None:
    assert (
        described(POD, EVENTS, NOON)
        == """\
Name:             shop
…
Init Containers:
  first:
    Image:          busybox
    State:          Terminated
      Exit Code:    0
    Ready:          True
    Restart Count:  0
    Mounts:         <none>
Containers:
  app:
    Image:          busybox
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    3
    Ready:          False
    Restart Count:  2
    Limits:
      cpu:     1
      memory:  32Mi
    Mounts:
      /goods from goods (ro)
…
Events:
  Type     Reason     Age               From               Message
  ----     ------     ---               ----               -------
  Normal   Scheduled  60s               default-scheduler  Assigned
  Warning  BackOff    2s (x3 over 40s)  kubelet            Back-off restarting"""
    )


def test_describe_of_a_pod_that_nothing_was_tried_with() -> None:
    assert described({**POD, "status": {}}, [], NOON).endswith("Events:  <none>")
