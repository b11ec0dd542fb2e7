"""A learner's own kubectl: a real one, on a kubeconfig that the site hands out, through web."""

import base64
import os
import pty
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from podlab.cluster.processes import Ended, start_process
from podlab.node.api.access.tokens import AccountTokens
from tests.conftest import missing
from tests.kubectl.test_streams import read_until
from tests.support.kubectl import Kubectl, kubectl_path
from tests.support.learner import PAGE, Learner
from tests.support.node_server import NodeServer, free_port
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


@pytest.fixture(scope="module")
def site(node: NodeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """Two processes: whichever answers, it has to come out the same."""
    server = WebServer(tmp_path_factory.mktemp("web"), node.kubeconfig, workers=2)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def program() -> Path:
    found = kubectl_path()
    if found is None:
        missing("no kubectl: `make test` unpacks one into .tools/, or set PODLAB_KUBECTL")
    assert found is not None
    return found


@pytest.fixture
def learner(site: WebServer, node: NodeServer, tmp_path: Path) -> Iterator[Learner]:
    learner = Learner(site, tmp_path / "learner")
    namespace = learner.namespace
    yield learner
    learner.http.close()
    node.remove_namespace(namespace)


@pytest.fixture
def mine(learner: Learner, program: Path) -> Kubectl:
    return learner.download(program)


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


def test_other_namespaces_are_refused(mine: Kubectl, node: NodeServer, namespace: str) -> None:
    user = f"system:serviceaccount:{mine.namespace}:learner"

    def refusal(*arguments: str) -> str:
        done = mine(*arguments, check=False)
        assert done.returncode == 1
        return done.stderr

    assert refusal("get", "pods", "-n", namespace) == (
        f'Error from server (Forbidden): pods is forbidden: User "{user}" cannot list resource'
        f' "pods" in API group "" in the namespace "{namespace}"\n'
    )
    assert "at the cluster scope" in refusal("get", "pods", "--all-namespaces")
    assert 'cannot list resource "nodes"' in refusal("get", "nodes")
    assert "cannot create resource" in refusal("run", "x", "--image=busybox", "-n", namespace)
    assert "cannot delete resource" in refusal("delete", "namespace", mine.namespace)
    assert "cannot impersonate" in refusal("get", "pods", "--as=podlab-admin")
    assert 'cannot create resource "serviceaccounts/token"' in refusal("create", "token", "learner")


def test_a_revoked_kubeconfig_is_refused(learner: Learner, mine: Kubectl, program: Path) -> None:
    watching = mine.start("get", "configmaps", "--watch", "-o", "name")
    mine("create", "configmap", "kept")
    assert watching.stdout
    assert watching.stdout.readline() == "configmap/kept\n"
    old = mine.kubeconfig.read_text()

    assert learner.post(f"{PAGE}revoke/").status_code == 303
    done = mine("get", "pods", check=False)
    assert "You must be logged in to the server" in done.stderr
    watching.wait(60)
    stop(watching)

    new = learner.download(program)
    assert new.output("get", "configmap", "-o", "name") == "configmap/kept\n"
    new.kubeconfig.write_text(old)
    assert "You must be logged in to the server" in new("get", "pods", check=False).stderr


def test_an_expired_token_is_refused(mine: Kubectl, node: NodeServer) -> None:
    with node.client() as client:
        path = f"/api/v1/namespaces/{mine.namespace}/serviceaccounts/learner"
        uid = client.get(path).json()["metadata"]["uid"]
    tokens = AccountTokens((node.data_dir / "signing-key").read_bytes())
    ago = datetime.now(UTC) - timedelta(minutes=11)

    def told(seconds: int) -> str:
        config = yaml.safe_load(mine.kubeconfig.read_text())
        token, _ = tokens.sign(mine.namespace, "learner", uid, ago, seconds)
        config["users"][0]["user"]["token"] = token
        mine.kubeconfig.write_text(yaml.safe_dump(config))
        return mine("get", "pods", check=False).stderr

    assert "No resources found" in told(7200)
    assert "You must be logged in to the server" in told(600)


def test_the_site_lets_no_other_token_in(learner: Learner, mine: Kubectl, node: NodeServer) -> None:
    admin = yaml.safe_load(node.kubeconfig.read_text())["users"][0]["user"]["token"]
    token = yaml.safe_load(mine.kubeconfig.read_text())["users"][0]["user"]["token"]
    pods = f"/kube/api/v1/namespaces/{learner.namespace}/pods"

    def code(path: str, shown: str = "") -> int:
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        return learner.http.get(path, headers=headers).status_code

    assert code(pods) == 401
    assert code(pods, admin) == 401
    assert code(pods, f"{token}x") == 401
    assert code(pods, token) == 200
    assert code("/kube/livez", token) == 404
    assert code("/kube/api/v1/namespaces/mine/../../../../livez", token) in (403, 404)
    answer = learner.http.get(pods, headers={"Authorization": f"Bearer {token}"})
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_pod_by_kubectl_is_on_the_page(learner: Learner, mine: Kubectl) -> None:
    mine("run", "hello", "--image=busybox", "--restart=Never", "--", "sleep", "600")

    assert re.search(r"<td>hello</td><td>\w+</td><td>kubectl</td>", learner.http.get(PAGE).text)
    mine("delete", "pod", "hello", "--now")


def stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
