"""A real kubectl follows, watches and steps into a Pod on a real node."""

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

COUNTER = """\
apiVersion: v1
kind: Pod
metadata: {name: counter}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: count
    image: busybox
    command: [sh, -c, "n=0; while true; do echo line $n; n=$((n+1)); sleep 0.1; done"]
  - name: idle
    image: busybox
    command: [sleep, "3600"]
"""


@pytest.fixture
def counter(kubectl: Kubectl) -> str:
    kubectl("apply", "-f", "-", stdin=COUNTER)
    kubectl("wait", "--for=condition=Ready", "pod/counter", "--timeout=90s")
    return "counter"


@contextmanager
def started(kubectl: Kubectl, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = kubectl.start(*arguments)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=120)


def test_logs_in_all_their_forms(kubectl: Kubectl, counter: str) -> None:
    time.sleep(0.5)
    everything = kubectl.lines(["logs", counter, "-c", "count"])
    assert everything[:2] == ["line 0", "line 1"]
    assert len(kubectl.lines(["logs", counter, "-c", "count", "--tail=2"])) == 2
    (stamped,) = kubectl.lines(["logs", counter, "-c", "count", "--tail=1", "--timestamps"])
    assert stamped.split()[0].endswith("Z")
    assert kubectl.output("logs", counter, "-c", "count", "--limit-bytes=6") == "line 0"
    previous = kubectl("logs", counter, "-c", "count", "--previous", check=False)
    assert "previous terminated container" in previous.stderr


def test_logs_follow(kubectl: Kubectl, counter: str) -> None:
    with started(kubectl, "logs", "-f", counter, "-c", "count") as follower:
        assert follower.stdout
        lines = [follower.stdout.readline().strip() for _ in range(8)]

    assert lines == [f"line {number}" for number in range(8)]


def test_get_watches(kubectl: Kubectl, counter: str) -> None:
    with started(kubectl, "get", "pods", "-w") as watcher:
        assert watcher.stdout
        assert watcher.stdout.readline().split()[0] == "NAME"
        assert watcher.stdout.readline().split()[:3] == ["counter", "2/2", "Running"]
        kubectl("delete", "pod", counter)
        assert watcher.stdout.readline().split()[:3] == ["counter", "2/2", "Terminating"]


def test_exec_passes_streams_and_exit_code(kubectl: Kubectl, counter: str) -> None:
    inside = ("exec", "-i", counter, "-c", "idle", "--")
    done = kubectl(*inside, "sh", "-c", "cat; echo oops >&2; exit 7", stdin="hello", check=False)

    assert done.stdout == "hello"
    assert done.stderr.startswith("oops\n")
    assert done.returncode == 7


def test_exec_carries_a_megabyte_both_ways(kubectl: Kubectl, counter: str) -> None:
    text = "0123456789abcdef" * 65536
    inside = ("exec", "-i", counter, "-c", "idle", "--")

    assert kubectl(*inside, "cat", stdin=text).stdout == text


def read_until(terminal: int, wanted: str, seconds: float = 20) -> str:
    seen, deadline = "", time.monotonic() + seconds
    while wanted not in seen and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
    assert wanted in seen, seen
    return seen


def test_exec_with_a_real_terminal(kubectl: Kubectl, counter: str) -> None:
    mine, its = pty.openpty()
    command = kubectl.command("exec", "-it", counter, "-c", "idle", "--", "sh")
    process = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=kubectl.environment, start_new_session=True
    )
    os.close(its)
    try:
        read_until(mine, "/ # ")
        os.write(mine, b"tty; echo one-$((1+1))\r")
        assert "/dev/pts/" in read_until(mine, "one-2")
        os.write(mine, b"sleep 100\r")
        time.sleep(0.5)
        os.write(mine, b"\x03")  # Ctrl-C ends the sleep, not the shell
        os.write(mine, b"echo still-$((1+2))\r")
        read_until(mine, "still-3")
        os.write(mine, b"exit 5\r")
        assert process.wait(20) == 5
    finally:
        process.kill()
        process.wait(120)
        os.close(mine)


def test_a_kubectl_that_goes_leaves_no_process(kubectl: Kubectl, counter: str) -> None:
    with started(kubectl, "exec", counter, "-c", "idle", "--", "sleep", "1234") as runner:
        time.sleep(1)
        runner.send_signal(signal.SIGKILL)
        runner.wait(120)
    deadline = time.monotonic() + 10
    inside = ("exec", counter, "-c", "idle", "--", "ps")
    while "sleep 1234" in kubectl.output(*inside):
        assert time.monotonic() < deadline
        time.sleep(0.3)


def test_events_of_a_pod(kubectl: Kubectl, counter: str) -> None:
    lines = kubectl.lines(["events", "--for", "pod/counter", "--no-headers"])

    reasons = {line.split()[2] for line in lines}
    assert {"Scheduled", "Created", "Started"} <= reasons
