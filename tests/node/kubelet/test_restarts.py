"""Restarts, back-off, ends, init containers and failed starts, on a real engine."""

import pytest

from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"


def test_restart_is_a_new_container_with_a_fresh_root(lab: Lab) -> None:
    lab.create("p", box("c", "ls /tmp/mark 2>&1; touch /tmp/mark; exit 3"), box("b", FOREVER))

    eventually(lambda: lab.state("p", "c") == "CrashLoopBackOff")
    status = lab.status("p", "c")
    assert status["restartCount"] == 1
    assert status["lastState"]["terminated"]["exitCode"] == 3
    assert status["state"]["waiting"]["message"].startswith(
        "back-off 10s restarting failed container=c pod=p_default("
    )
    assert "No such file" in lab.log("p", "c")
    assert "No such file" in lab.log("p", "c", previous=True)
    assert lab.status("p", "b")["restartCount"] == 0
    eventually(lambda: "BackOff" in lab.reasons("p"))


def test_pod_that_is_done_succeeds_and_keeps_its_log(lab: Lab) -> None:
    lab.create("p", box("c", "echo done"), restartPolicy="OnFailure")

    eventually(lambda: lab.phase("p") == "Succeeded")
    assert lab.state("p", "c") == "Completed"
    assert lab.log("p", "c") == "done\n"
    eventually(lambda: not any("Up" in each["Status"] for each in lab.engine.containers()))


def test_failed_container_under_never_fails_the_pod(lab: Lab) -> None:
    lab.create("p", box("c", "exit 7"), restartPolicy="Never")

    eventually(lambda: lab.phase("p") == "Failed")
    assert lab.status("p", "c")["state"]["terminated"]["exitCode"] == 7


def test_init_containers_run_one_by_one_before_the_others(lab: Lab) -> None:
    mount = [{"name": "v", "mountPath": "/data"}]
    init = [
        box("first", "echo 1 >> /data/order", volumeMounts=mount),
        box("second", "echo 2 >> /data/order", volumeMounts=mount),
    ]
    main = box("c", f"echo 3 >> /data/order; {FOREVER}", volumeMounts=mount)
    lab.create("p", main, initContainers=init, volumes=[{"name": "v"}])
    lab.wait_running("p")

    eventually(lambda: lab.exec("p", "c", "cat /data/order") == "1\n2\n3\n")
    assert lab.state("p", "first") == "Completed"


def test_sidecar_starts_first_and_ends_with_the_pod(lab: Lab) -> None:
    sidecar = box("sidecar", FOREVER, restartPolicy="Always")
    lab.create("p", box("c", "sleep 0.5"), initContainers=[sidecar], restartPolicy="Never")

    eventually(lambda: lab.phase("p") == "Succeeded")
    assert lab.status("p", "sidecar")["state"]["terminated"]["exitCode"] == 0


def test_command_that_does_not_exist_is_a_start_error(lab: Lab) -> None:
    bad = {"name": "c", "image": "busybox", "command": ["no-such-program"]}
    lab.create("p", bad, restartPolicy="Never")

    eventually(lambda: lab.phase("p") == "Failed")
    ended = lab.status("p", "c")["state"]["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("StartError", 128)
    assert "no-such-program" in ended["message"]
    eventually(lambda: "Failed" in lab.reasons("p"))


def test_memory_hog_is_oom_killed(lab: Lab) -> None:
    hog = box("c", "exec tail /dev/zero", resources={"limits": {"memory": "16Mi"}})
    lab.create("p", hog, restartPolicy="Never")

    eventually(lambda: lab.phase("p") == "Failed")
    ended = lab.status("p", "c")["state"]["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("OOMKilled", 137)


def test_deadline_ends_the_pod(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER), activeDeadlineSeconds=1)

    eventually(lambda: lab.phase("p") == "Failed")
    assert lab.pod("p")["status"]["reason"] == "DeadlineExceeded"
    eventually(lambda: "DeadlineExceeded" in lab.reasons("p"))


def test_lost_pause_container_makes_the_whole_pod_anew(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER))
    lab.wait_running("p")
    before = lab.status("p", "c")["containerID"]
    (pause,) = [each for each in lab.engine.containers() if "_pause_" in each["Names"][0]]

    lab.engine.kill(pause["Id"])

    eventually(lambda: lab.status("p", "c").get("restartCount") == 1)
    lab.wait_running("p")
    assert lab.status("p", "c")["containerID"] != before
    eventually(lambda: "SandboxChanged" in lab.reasons("p"))
    pauses = [each for each in lab.engine.containers() if "_pause_" in each["Names"][0]]
    assert [each["State"] for each in pauses] == ["running"]


def test_container_that_somebody_removed_is_started_again(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER), box("b", FOREVER))
    lab.wait_running("p")
    before = lab.status("p", "c")["containerID"]

    lab.engine.remove(before.removeprefix("docker://"))

    eventually(lambda: lab.status("p", "c").get("containerID", before) != before)
    lab.wait_running("p")


def removed(lab: Lab, name: str) -> None:
    """What `docker rm -f` does to a container that runs, while no kubelet sees it end."""
    container_id = lab.status("p", name)["containerID"].removeprefix("docker://")
    lab.restart(lambda: lab.engine.remove(container_id))


@pytest.mark.parametrize("policy", ["Always", "OnFailure"])
def test_container_removed_behind_nodes_back_has_ended_nobody_knows_how(
    lab: Lab, policy: str
) -> None:
    lab.create("p", box("c", FOREVER), restartPolicy=policy)
    lab.wait_running("p")

    removed(lab, "c")

    eventually(
        lambda: lab.status("p", "c")["restartCount"] == 1 and lab.state("p", "c") == "running"
    )
    assert lab.status("p", "c")["lastState"]["terminated"] == {
        "exitCode": 137,
        "reason": "ContainerStatusUnknown",
        "message": "The container could not be located when the pod was deleted."
        "  The container used to be Running",
        "startedAt": None,
        "finishedAt": None,
    }
    lab.restart()
    assert lab.status("p", "c")["lastState"]["terminated"]["reason"] == "ContainerStatusUnknown"


def test_pod_that_never_restarts_fails_when_its_container_is_removed(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER), restartPolicy="Never")
    lab.wait_running("p")

    removed(lab, "c")

    eventually(lambda: lab.phase("p") == "Failed")
    ended = lab.status("p", "c")["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "ContainerStatusUnknown")
    assert ended["message"] == "The container could not be located when the pod was terminated"


def test_pod_of_which_everything_was_removed_is_made_anew(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER), initContainers=[box("first", "true")])
    lab.wait_running("p")

    def remove_everything() -> None:
        for each in lab.engine.containers():
            lab.engine.remove(each["Id"])

    lab.restart(remove_everything)

    eventually(
        lambda: lab.status("p", "c")["restartCount"] == 1 and lab.state("p", "c") == "running"
    )
    assert lab.status("p", "first")["restartCount"] == 1
    eventually(lambda: "SandboxChanged" in lab.reasons("p"))
