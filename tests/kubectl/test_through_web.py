"""A learner's own kubectl: a real one, on a kubeconfig that the site hands out, through web."""

import base64
import os
import pty
import re
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from podlab.cluster.processes import Ended, start_process
from tests.kubectl.test_streams import read_until
from tests.support.kubectl import Kubectl
from tests.support.learner import Learner
from tests.support.node_server import free_port
from tests.support.web_server import WebServer

pytestmark = pytest.mark.kubectl
WEB = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: busybox
    command: [sh, -c]
    args: ['mkdir /tmp/w; echo hello >/tmp/w/index.html; echo ready; httpd -fp 8080 -h /tmp/w']
"""


def test_the_kubeconfig_is_of_one_namespace(learner: Learner, mine: Kubectl) -> None:
    config = yaml.safe_load(mine.kubeconfig.read_text())
    cluster = config["clusters"][0]["cluster"]

    assert cluster["server"] == f"https://localhost:{learner.site.kubectl_port}/kube"
    assert base64.b64decode(cluster["certificate-authority-data"]).startswith(b"-----BEGIN CERT")
    assert config["contexts"][0]["context"]["namespace"] == learner.namespace
    assert config["current-context"] == "podlab"
    user = f"system:serviceaccount:{learner.namespace}:learner"
    assert user in mine.output("auth", "whoami")
    allowed = mine.output("auth", "can-i", "--list")
    assert re.search(r"pods/exec +\[\] +\[\] +\[create get\]", allowed)
    assert mine("auth", "can-i", "create", "pods").stdout == "yes\n"
    assert mine("auth", "can-i", "list", "nodes", check=False).stdout == "no\n"


def test_everyday_work(mine: Kubectl) -> None:
    mine("apply", "-f", "-", stdin=WEB)
    mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")
    assert "web" in mine.output("get", "pods", "-o", "wide")
    assert "Created container: web" in mine.output("describe", "pod", "web")
    assert mine.output("logs", "web") == "ready\n"
    assert mine.output("exec", "web", "--", "echo", "from", "inside") == "from inside\n"
    assert mine("exec", "web", "--", "sh", "-c", "exit 3", check=False).returncode == 3
    assert mine("exec", "-i", "web", "--", "cat", stdin="typed").stdout == "typed"
    assert "pod/web" in mine.output("get", "all")
    mine("label", "pod", "web", "seen=yes")
    assert mine.output("get", "pod", "web", "-o", "jsonpath={.metadata.labels.seen}") == "yes"
    proxied = mine.output(
        "get", "--raw", f"/api/v1/namespaces/{mine.namespace}/pods/web:8080/proxy/"
    )
    assert proxied == "hello\n"
    assert re.search(r"^web +\d+m +\d+Mi", mine.output("top", "pod", "--no-headers"))
    mine("delete", "pod", "web", "--wait")
    assert "No resources found" in mine("get", "pods").stderr


def test_a_terminal(mine: Kubectl) -> None:
    mine("apply", "-f", "-", stdin=WEB)
    mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")
    here, its = pty.openpty()
    command = mine.command("exec", "-it", "web", "--", "sh")
    shell = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=mine.environment, start_new_session=True
    )
    os.close(its)
    try:
        read_until(here, "/ # ", 60)
        os.write(here, b"tty; echo at-$((40+2))\r")
        assert "/dev/pts/" in read_until(here, "at-42", 60)
        os.write(here, b"exit 7\r")
        assert shell.wait(60) == 7
    finally:
        shell.kill()
        shell.wait(60)
        os.close(here)


async def test_at_the_sites_own_address(mine: Kubectl, site: WebServer) -> None:
    """Where a proxy that ends TLS would send it."""
    mine("apply", "-f", "-", stdin=WEB)
    mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")
    token = yaml.safe_load(mine.kubeconfig.read_text())["users"][0]["user"]["token"]
    process = await start_process(
        f"{site.address}/kube",
        f"/api/v1/namespaces/{mine.namespace}/pods/web",
        ssl.create_default_context(),
        {"Authorization": f"Bearer {token}"},
        ["sh", "-c", "cat; exit 4"],
        "web",
        tty=True,
    )

    await process.write(b"typed\n\x04")
    said = b""
    while not isinstance(piece := await process.read(), Ended):
        said += piece
    assert piece.code == 4
    assert said.count(b"typed") == 2  # the terminal's echo, and cat's answer
    await process.close()


def test_copying_there_and_back(mine: Kubectl, tmp_path: Path) -> None:
    mine("apply", "-f", "-", stdin=WEB)
    mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")
    data = tmp_path / "data"
    data.write_bytes(bytes(range(256)) * 8000)

    mine("cp", str(data), "web:/tmp/data")
    mine("cp", "web:/tmp/data", str(tmp_path / "again"))

    assert (tmp_path / "again").read_bytes() == data.read_bytes()


def test_forwarding_a_port(mine: Kubectl) -> None:
    mine("apply", "-f", "-", stdin=WEB)
    mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")
    port = free_port()
    forwarding = mine.start("port-forward", "pod/web", f"{port}:8080")
    try:
        assert forwarding.stdout
        assert "Forwarding from" in forwarding.stdout.readline()
        for _ in range(3):
            with urlopen(f"http://127.0.0.1:{port}/index.html", timeout=30) as answer:
                assert answer.read() == b"hello\n"
    finally:
        stop(forwarding)


def test_what_streams_streams(mine: Kubectl) -> None:
    mine("apply", "-f", "-", stdin=WEB)
    watching = mine.start("get", "pods", "--watch", "--output-watch-events", "--no-headers")
    try:
        assert watching.stdout
        assert watching.stdout.readline().startswith("ADDED")
        mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")
        following = mine.start("logs", "--follow", "web")
        assert following.stdout
        assert following.stdout.readline() == "ready\n"
        time.sleep(7)  # longer than uvicorn keeps a connection on which nothing is said
        mine("exec", "web", "--", "sh", "-c", "echo later >/proc/1/fd/1")
        assert following.stdout.readline() == "later\n"
        stop(following)
        mine("delete", "pod", "web", "--wait=false")
        assert any(line.startswith("DELETED") for line in watching.stdout)
    finally:
        stop(watching)


def test_many_at_once(mine: Kubectl) -> None:
    mine("apply", "-f", "-", stdin=WEB)
    mine("wait", "pod/web", "--for=condition=Ready", "--timeout=60s")

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(lambda n: mine.output("exec", "web", "--", "echo", str(n)), range(20)))

    assert said == [f"{number}\n" for number in range(20)]


def stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
