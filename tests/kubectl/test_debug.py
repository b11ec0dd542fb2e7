"""`kubectl debug`: another container beside those that run, with a terminal and with policies."""

import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.kubectl.test_streams import read_until, started
from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - {name: app, image: nginx, ports: [{containerPort: 80}]}
"""


@pytest.fixture
def web(kubectl: Kubectl) -> str:
    kubectl("apply", "-f", "-", stdin=WEB)
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    return "web"


@contextmanager
def in_terminal(kubectl: Kubectl, *arguments: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run kubectl on a terminal: its file descriptor and the process."""
    mine, its = pty.openpty()
    process = subprocess.Popen(
        kubectl.command(*arguments),
        stdin=its, stdout=its, stderr=its, env=kubectl.environment, start_new_session=True,
    )  # fmt: skip
    os.close(its)
    try:
        yield mine, process
    finally:
        process.kill()
        process.wait(120)
        os.close(mine)


def test_debug_with_a_real_terminal(kubectl: Kubectl, web: str) -> None:
    asked = ("debug", "-it", web, "--image=busybox", "--target=app", "--profile=baseline")
    with in_terminal(kubectl, *asked, "-c", "debugger") as (terminal, process):
        read_until(terminal, "Targeting container")
        os.write(terminal, b"\r")
        read_until(terminal, "/ # ", 30)
        os.write(terminal, b"ps; wget -qO- localhost | grep -o 'Welcome to nginx' | head -1\r")
        seen = read_until(terminal, "Welcome to nginx\r")
        assert "nginx: master process" in seen
        os.write(terminal, b"exit 4\r")
        process.wait(20)

    ended = "{.status.ephemeralContainerStatuses[0].state.terminated.exitCode}"
    kubectl("wait", f"--for=jsonpath={ended}=4", "pod/web", "--timeout=90s")
    assert "Welcome to nginx" in kubectl.output("logs", web, "-c", "debugger")
    described = kubectl.output("describe", "pod", web)
    assert "Ephemeral Containers:\n  debugger:" in described
    assert "Started container debugger" in described
    assert kubectl.lines(["get", "pod", web])[1].split()[1:4] == ["1/1", "Running", "0"]


def test_exec_and_attach_reach_an_ephemeral_container(kubectl: Kubectl, web: str) -> None:
    line = "while read text; do echo got $text; done"
    wanted = ("--image=busybox", "--profile=baseline", "-c", "tool", "--attach=false", "-i")
    kubectl("debug", web, *wanted, "--", "sh", "-c", line)
    running = "{.status.ephemeralContainerStatuses[0].state.running}"
    kubectl("wait", f"--for=jsonpath={running}", "pod/web", "--timeout=90s")

    assert kubectl.output("exec", web, "-c", "tool", "--", "echo", "inside") == "inside\n"
    with started(kubectl, "attach", "-i", web, "-c", "tool") as attached:
        assert attached.stdin
        assert attached.stdout
        attached.stdin.write("one\n")
        attached.stdin.flush()
        assert attached.stdout.readline() == "got one\n"
    assert kubectl.lines(["logs", web, "-c", "tool"]) == ["got one"]


@pytest.mark.parametrize(
    ("profile", "refused"),
    [
        ("general", '"SYS_PTRACE"'),
        ("netadmin", '"NET_ADMIN"'),
        ("sysadmin", "securityContext.privileged=true"),
    ],
)
def test_a_profile_beyond_the_policy_is_refused_by_name(
    kubectl: Kubectl, web: str, profile: str, refused: str
) -> None:
    asked = ("debug", web, "--image=busybox", f"--profile={profile}")
    done = kubectl(*asked, "--", "true", check=False)

    assert done.returncode == 1
    assert "spec.ephemeralContainers[0].securityContext" in done.stderr
    assert 'violates PodSecurity "baseline:latest"' in done.stderr
    assert refused in done.stderr
    assert "--profile=baseline" in done.stderr


def test_without_a_profile_the_refusal_says_which_to_use(kubectl: Kubectl, web: str) -> None:
    done = kubectl("debug", web, "--image=busybox", "--", "true", check=False)

    assert done.returncode == 1
    assert '"SYS_PTRACE"' in done.stderr
    assert "--profile=baseline or --profile=restricted" in done.stderr
    assert "Ephemeral Containers" not in kubectl.output("describe", "pod", web)


def test_the_restricted_profile_needs_an_image_that_is_not_root(kubectl: Kubectl, web: str) -> None:
    wanted = ("--image=busybox", "--profile=restricted", "-c", "tool")
    kubectl("debug", web, *wanted, "--", "true")

    state = "{.status.ephemeralContainerStatuses[0].state.waiting.reason}"
    reason = "CreateContainerConfigError"
    kubectl("wait", f"--for=jsonpath={state}={reason}", "pod/web", "--timeout=90s")
    unknown = kubectl("debug", web, "--image=nowhere", "--profile=baseline", check=False)
    assert "spec.ephemeralContainers[1].image: Forbidden" in unknown.stderr
