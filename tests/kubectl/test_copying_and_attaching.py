"""A real kubectl copies files, joins a container's own process, and asks what it may do."""

import json
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

PODS = """\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: nginx
  - name: ticker
    image: busybox
    command: [sh, -c, "n=0; while true; do echo tick $n; n=$((n+1)); sleep 0.1; done"]
  - name: listener
    image: busybox
    stdin: true
    command: [sh, -c, "while read -r line; do echo heard $line; done"]
"""


@pytest.fixture
def shop(kubectl: Kubectl) -> str:
    kubectl("apply", "-f", "-", stdin=PODS)
    kubectl("wait", "--for=condition=Ready", "pod/shop", "--timeout=90s")
    return "shop"


@pytest.mark.parametrize("container", ["web", "ticker"])
def test_a_folder_is_copied_there_and_back(
    kubectl: Kubectl, shop: str, container: str, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    (here / "inner").mkdir(parents=True)
    (here / "page.html").write_text("hello\n")
    (here / "inner" / "bytes").write_bytes(bytes(range(256)) * 4096)

    kubectl("cp", str(here), f"{shop}:/tmp/there", "-c", container)
    kubectl("cp", f"{shop}:/tmp/there", str(tmp_path / "back"), "-c", container)

    back = tmp_path / "back"
    assert (back / "page.html").read_text() == "hello\n"
    assert (back / "inner" / "bytes").read_bytes() == (here / "inner" / "bytes").read_bytes()


def test_a_file_that_is_not_there_cannot_be_copied(
    kubectl: Kubectl, shop: str, tmp_path: Path
) -> None:
    # kubectl cp stops reading at the end of the (empty) archive, often before tar's complaint.
    kubectl("cp", f"{shop}:/nothing", str(tmp_path / "x"), "-c", "web", check=False)
    packed = kubectl("exec", shop, "-c", "web", "--", "tar", "cf", "-", "/nothing", check=False)

    assert not (tmp_path / "x").exists()
    assert "/nothing: No such file or directory" in packed.stderr
    assert packed.returncode == 1


def test_attach_shows_what_is_written_from_now_on(kubectl: Kubectl, shop: str) -> None:
    attached = kubectl.start("attach", shop, "-c", "ticker")
    try:
        assert attached.stdout
        ticks = [attached.stdout.readline().split() for _ in range(3)]
    finally:
        attached.terminate()
        attached.communicate(timeout=120)

    first = int(ticks[0][1])
    assert ticks == [["tick", str(first + number)] for number in range(3)]


def test_attach_hands_over_input_and_leaves_the_process_alone(kubectl: Kubectl, shop: str) -> None:
    for word in ("once", "twice"):
        attached = kubectl.start("attach", "-i", shop, "-c", "listener")
        try:
            assert attached.stdin
            assert attached.stdout
            attached.stdin.write(f"{word}\n")
            attached.stdin.flush()
            assert attached.stdout.readline() == f"heard {word}\n"
        finally:
            attached.kill()
            attached.communicate(timeout=120)

    restarts = "jsonpath={.status.containerStatuses[*].restartCount}"
    assert kubectl.output("get", "pod", shop, "-o", restarts) == "0 0 0"


def test_run_with_input_prints_and_removes(kubectl: Kubectl) -> None:
    run = ("run", "upper", "--image=busybox", "-i", "--rm", "--restart=Never", "--quiet")
    done = kubectl(*run, "--", "tr", "a-z", "A-Z", stdin="hello\n")

    assert "HELLO" in done.stdout
    assert kubectl.output("get", "pods", "-o", "name") == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (("get", "pods"), "yes"),
        (("create", "pods", "--subresource=portforward"), "yes"),
        (("get", "pods.metrics.k8s.io"), "yes"),
        (("list", "pods.metrics.k8s.io"), "yes"),
        (("delete", "pods.metrics.k8s.io"), "no"),
        (("create", "nodes"), "no"),
    ],
)
def test_can_i_says_what_is_served(
    kubectl: Kubectl, question: tuple[str, ...], answer: str
) -> None:
    done = kubectl("auth", "can-i", *question, check=False)

    assert done.stdout.split()[0] == answer
    assert done.returncode == (0 if answer == "yes" else 1)


def test_everything_that_is_allowed_is_listed(kubectl: Kubectl) -> None:
    listed = kubectl.output("auth", "can-i", "--list")

    for resource in ("pods", "pods/exec", "pods/portforward", "pods.metrics.k8s.io", "configmaps"):
        assert any(line.split()[0] == resource for line in listed.splitlines() if line.strip())
    review = kubectl.output("auth", "whoami", "-o", "json")
    assert json.loads(review)["status"]["userInfo"]["username"] == "podlab-admin"
