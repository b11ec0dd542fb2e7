"""A real kubectl forwards ports into a Pod on a real node."""

import re
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from tests.support.kubectl import Kubectl
from tests.support.waiting import eventually

pytestmark = pytest.mark.kubectl

WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: nginx
  - name: echo
    image: busybox
    command: [nc, -ll, -p, "7", -e, cat]
  - name: six
    image: busybox
    command: [httpd, -f, -p, "[::1]:6", -h, /etc]
"""
MEGABYTE = bytes(range(256)) * 4096


@pytest.fixture
def web(kubectl: Kubectl) -> str:
    kubectl("apply", "-f", "-", stdin=WEB)
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    return "pod/web"


@contextmanager
def forwarded(kubectl: Kubectl, pod: str, port: int) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """kubectl port-forward to a local port of its choice."""
    process = kubectl.start("port-forward", pod, f":{port}")
    try:
        assert process.stdout
        said = process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", said)
        assert found, said + process.communicate(timeout=120)[1]
        yield int(found[1]), process
    finally:
        process.terminate()
        process.communicate(timeout=120)


def page(port: int, path: str = "") -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=20) as answer:
        return bytes(answer.read())


def test_a_page_comes_through_many_times_at_once(kubectl: Kubectl, web: str) -> None:
    inside = kubectl("exec", "web", "-c", "echo", "--", "wget", "-qO-", "http://localhost/").stdout
    with forwarded(kubectl, web, 80) as (port, _), ThreadPoolExecutor(20) as pool:
        pages = list(pool.map(page, [port] * 40))

    assert pages == [inside.encode()] * 40


def test_a_megabyte_goes_both_ways_and_ends(kubectl: Kubectl, web: str) -> None:
    with (
        forwarded(kubectl, web, 7) as (port, _),
        socket.create_connection(("127.0.0.1", port), 20) as connection,
    ):
        sender = threading.Thread(target=send_all, args=(connection,))
        sender.start()
        came = b"".join(iter(lambda: connection.recv(65536), b""))
        sender.join()

    assert came == MEGABYTE


def send_all(connection: socket.socket) -> None:
    connection.sendall(MEGABYTE)
    connection.shutdown(socket.SHUT_WR)


def test_thirty_connections_stay_open_side_by_side(kubectl: Kubectl, web: str) -> None:
    with forwarded(kubectl, web, 7) as (port, _), ExitStack() as stack:
        address = ("127.0.0.1", port)
        opened = [stack.enter_context(socket.create_connection(address, 20)) for _ in range(30)]
        for connection in opened:
            connection.sendall(b"hello")

        assert [connection.recv(5) for connection in opened] == [b"hello"] * 30


def test_a_server_that_listens_on_ipv6_only_is_found(kubectl: Kubectl, web: str) -> None:
    with forwarded(kubectl, web, 6) as (port, _):
        assert page(port, "hostname") == b"web\n"


def test_a_port_that_nobody_listens_on_is_told_as_a_kubelet_does(
    kubectl: Kubectl, web: str
) -> None:
    with forwarded(kubectl, web, 81) as (port, process):
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            page(port)
        _, said = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "error forwarding port 81 to pod web, uid " in said
    assert "IPv4: dial tcp4 127.0.0.1:81: connect: connection refused" in said
    assert said.endswith("error: lost connection to pod\n")


def test_a_kubectl_that_goes_leaves_no_connection(kubectl: Kubectl, web: str) -> None:
    def connections() -> str:
        return kubectl.output("exec", "web", "-c", "echo", "--", "netstat", "-tn")

    with (
        forwarded(kubectl, web, 7) as (port, process),
        socket.create_connection(("127.0.0.1", port), 20) as connection,
    ):
        connection.sendall(b"hello")
        assert connection.recv(5) == b"hello"
        assert "ESTABLISHED" in connections()
        process.kill()
        eventually(is_quiet(connections))


def is_quiet(connections: Callable[[], str]) -> Callable[[], bool]:
    return lambda: "ESTABLISHED" not in connections()
