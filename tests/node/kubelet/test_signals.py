"""Signals from outside a container: what a node can do to it that nothing inside can."""

import asyncio

import pytest

from podlab.node.runtime import ExecUnavailable
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

DEAF = ": deaf; trap '' TERM; (while :; do sleep 0.1; done) & while :; do sleep 0.1; done"
STATES = """for p in /proc/[0-9]*; do
case "$(tr '\\0' ' ' <$p/cmdline)" in *": de""af"*) sed 's/.*) //; s/ .*//' $p/stat;; esac
done 2>/dev/null"""


def send(lab: Lab, container: str, signal: str) -> None:
    uid = lab.pod("p")["metadata"]["uid"]
    asyncio.run(lab.kubelet.runtime.send_signal(uid, container, signal))


def states(lab: Lab, container: str) -> set[str]:
    """Of the container's own shells, in the letters of proc(5); T is stopped."""
    found = lab.exec("p", container, STATES).split()
    return {"stopped" if each == "T" else "alive" for each in found if len(each) == 1}


def test_a_killed_container_is_started_again(lab: Lab) -> None:
    lab.create("p", box("c", DEAF), box("b", DEAF))
    lab.wait_running("p")
    inside = lab.exec("p", "c", "kill -9 1; sleep 0.5; echo alive")

    send(lab, "c", "SIGKILL")

    assert inside == "alive\n"
    eventually(lambda: lab.status("p", "c").get("restartCount") == 1)
    ended = lab.status("p", "c")["lastState"]["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("Error", 137)
    assert lab.status("p", "b")["restartCount"] == 0


def test_a_first_process_may_handle_what_it_is_told(lab: Lab) -> None:
    handles = "trap 'exit 7' TERM; touch /tmp/ready; while :; do sleep 0.1; done"
    lab.create("p", box("c", handles), box("b", DEAF), restartPolicy="Never")
    lab.wait_running("p")
    eventually(lambda: lab.exec("p", "c", "ls /tmp") == "ready\n")

    send(lab, "b", "SIGTERM")
    send(lab, "c", "SIGTERM")

    eventually(lambda: lab.state("p", "c") == "Error")
    assert lab.status("p", "c")["state"]["terminated"]["exitCode"] == 7
    assert lab.state("p", "b") == "running"


@pytest.mark.parametrize("share", [False, True], ids=["own processes", "shared processes"])
def test_a_frozen_container_stands_still_and_its_neighbour_does_not(lab: Lab, share: bool) -> None:
    lab.create("p", box("c", DEAF), box("b", f": b; {DEAF}"), shareProcessNamespace=share)
    lab.wait_running("p")

    send(lab, "c", "SIGSTOP")

    if share:
        assert states(lab, "b") == {"stopped", "alive"}
    else:
        assert (states(lab, "c"), states(lab, "b")) == ({"stopped"}, {"alive"})
    assert lab.state("p", "c") == "running"
    send(lab, "c", "SIGCONT")
    assert states(lab, "c") == {"alive"}
    mine = [each for each in lab.engine.containers() if each["Labels"].get("podlab.role")]
    assert "signal" not in {each["Labels"]["podlab.role"] for each in mine}


def test_who_does_not_run_cannot_be_signalled(lab: Lab) -> None:
    lab.create("p", box("c", "exit 0"), restartPolicy="Never")
    eventually(lambda: lab.phase("p") == "Succeeded")

    with pytest.raises(ExecUnavailable, match="container not found"):
        send(lab, "c", "SIGKILL")
