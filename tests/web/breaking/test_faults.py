"""Which faults a Pod offers, and what they are said to show."""

from typing import Any

import pytest

from podlab.pods.objects import JsonObject
from podlab.sandbox.breaking.faults import Fault, faults, not_offered
from podlab.sandbox.breaking.outcome import Broken, Row, read, rows

LIMITED = {"resources": {"limits": {"memory": "64Mi"}}}
READY = {"readinessProbe": {"exec": {"command": ["cat", "/run/ready"]}, "periodSeconds": 3,
                            "failureThreshold": 2}}  # fmt: skip
MOUNT = {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}


def pod(web: JsonObject, restarts: int = 0, state: str = "running", **spec: Any) -> JsonObject:
    """A Pod of `web` and a container that has ended."""
    web = {"name": "web", "image": "nginx", **web}
    return {
        "metadata": {"name": "p", "namespace": "n"},
        "spec": {"containers": [web, {"name": "done", "image": "busybox"}], **spec},
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [
                {"name": "web", "restartCount": restarts, "ready": True, "state": {state: {}}},
                {"name": "done", "restartCount": 0, "state": {"terminated": {"exitCode": 0}}},
            ],
        },
    }


def volume(**empty_dir: str) -> JsonObject:
    return {"volumes": [{"name": "data", "emptyDir": empty_dir}]}


def found(pod: JsonObject, key: str) -> Fault:
    return next(each for each in faults(pod, "n") if each.key == key)


@pytest.mark.parametrize(
    ("web", "spec", "offered"),
    [
        ({}, {}, []),
        (LIMITED, {}, ["exhaust:web"]),
        ({"resources": {"limits": {"memory": "8Gi"}}}, {}, []),
        (READY, {}, ["unready:web"]),
        ({"readinessProbe": {"httpGet": {"port": 80}}}, {}, []),
        (MOUNT, volume(sizeLimit="1Mi"), ["fill:web:data"]),
        (MOUNT, volume(), []),
        (MOUNT, volume(sizeLimit="8Gi"), []),
        ({"volumeMounts": [{**MOUNT["volumeMounts"][0], "readOnly": True}]},
         volume(sizeLimit="1Mi"), []),
    ],
)  # fmt: skip
def test_what_is_offered(web: JsonObject, spec: JsonObject, offered: list[str]) -> None:
    keys = [each.key for each in faults(pod(web, **spec), "n")]

    assert keys == ["kill:web", *offered, "freeze:web", "thaw:web"]
    assert len([*not_offered(faults(pod(web, **spec), "n"))]) == 3 - len(offered)


def test_only_what_runs_can_be_broken() -> None:
    assert faults(pod({}, state="waiting"), "n") == []


@pytest.mark.parametrize(
    ("web", "restarts", "spec", "key", "told"),
    [
        ({}, 0, {}, "kill:web", "Restarts of web: 0 → 1."),
        ({}, 2, {}, "kill:web", "CrashLoopBackOff"),
        ({}, 0, {"restartPolicy": "Never"}, "kill:web", "Nobody starts it again"),
        ({"ports": [{"containerPort": 80}]}, 0, {}, "kill:web", "localhost:80 are refused"),
        (LIMITED, 0, {}, "exhaust:web", "its limit of 64Mi"),
        (READY, 0, {}, "unready:web", "After 2 failures, within about 6 s, web is not ready"),
        (MOUNT, 0, volume(sizeLimit="1Mi"), "fill:web:data", "evicts the Pod"),
        (MOUNT, 0, volume(sizeLimit="1Mi", medium="Memory"), "fill:web:data", "No space left"),
        ({}, 0, {}, "freeze:web", "It has no probe"),
        (
            {"livenessProbe": {"httpGet": {"port": 80}}},
            0,
            {},
            "freeze:web",
            "waits for an answer in vain",
        ),
        ({"livenessProbe": {"tcpSocket": {"port": 1}}}, 0, {}, "freeze:web", "only connects"),
        (READY, 0, {}, "freeze:web", "which is not frozen"),
    ],
)
def test_what_to_watch_for(
    web: JsonObject, restarts: int, spec: JsonObject, key: str, told: str
) -> None:
    assert told in " ".join(found(pod(web, restarts, **spec), key).watch)


def test_the_same_at_a_terminal() -> None:
    fault = found(pod(READY), "unready:web")

    assert fault.kubectl == "kubectl -n n exec p -c web -- rm -f -- /run/ready"
    assert fault.docker == "docker exec p_web rm -f -- /run/ready"
    assert found(pod({}), "kill:web").docker == "docker kill p_web"


def test_a_volume_is_filled_a_little_over_its_limit() -> None:
    fault = found(pod(MOUNT, **volume(sizeLimit="1Mi")), "fill:web:data")

    assert fault.command[2:] == ("of=/data/filled-by-podlab", "bs=65536", "count=80")


def test_what_did_happen_is_told_beside_what_was() -> None:
    before, after = pod({}), pod({}, restarts=1)
    after["status"]["containerStatuses"][0]["lastState"] = {
        "terminated": {"reason": "Error", "exitCode": 137}
    }
    broken = Broken("r", "kill:web", "Kill web", [], "web", 0.0, read(before, "web"))
    restored = Broken.restored(broken.stored)

    assert restored == broken
    assert [row for row in rows(broken, read(after, "web")) if row.changed] == [
        Row("web: last state", "none", "Terminated: Error, exit code 137"),
        Row("web: restarts", "0", "1"),
    ]
    assert read(None, "web").state == "gone"
    assert Broken.restored({"run": "old"}) is None
