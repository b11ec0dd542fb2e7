"""Network probes on a real engine: gRPC, TLS, hosts, and ports that nobody declares."""

import importlib.util
import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from podlab.node.tls import serving_tls
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
EVERY_SECOND: JsonObject = {"periodSeconds": 1, "timeoutSeconds": 5, "failureThreshold": 1}
LIBRARIES = ("grpclib", "multidict", "h2", "hpack", "hyperframe", "google", "typing_extensions")
SERVER = """
import asyncio, os, signal, sys
from grpclib.health.check import ServiceStatus
from grpclib.health.service import Health
from grpclib.server import Server

class Shop:
    def __mapping__(self):
        return {"/shop.Shop/Buy": None}

async def main():
    status, shop = ServiceStatus(), Shop()
    status.set(True)
    server = Server([Health({shop: [status]})])
    await server.start("0.0.0.0", 9000)
    while True:
        status.set(not os.path.exists("/tmp/sick"))
        await asyncio.sleep(0.1)

asyncio.run(main())
"""
TLS_SERVER = """
import http.server, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/srv/own.pem")
server = http.server.HTTPServer(("0.0.0.0", 8443), http.server.SimpleHTTPRequestHandler)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
"""


def python(program: str, **fields: Any) -> JsonObject:
    """A container that runs a program as soon as its files have come."""
    line = 'until [ -e /srv/ready ]; do sleep 0.1; done; PYTHONPATH=/srv exec python3 -c "$0"'
    return {"name": "c", "image": "python", "command": ["sh", "-c", line, program], **fields}


def hand_over(lab: Lab, files: dict[str, Path | bytes]) -> None:
    """Put files into /srv of the running container, and say that they are there."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in files.items():
            if isinstance(content, Path):
                tar.add(content, name)
            else:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    container = lab.watcher.containers[0].container_id
    lab.engine.run(container, ["mkdir", "-p", "/srv"])
    lab.engine.unpack(container, "/srv", archive.getvalue())
    lab.engine.run(container, ["touch", "/srv/ready"])


def library(name: str) -> tuple[str, Path]:
    """Where a library of this Python lies; all of them run in any other, too."""
    found = importlib.util.find_spec(name)
    assert found is not None
    place = found.submodule_search_locations
    path = Path(next(iter(place))) if place else Path(found.origin or "")
    return path.name, path


def unhealthy(lab: Lab) -> list[str]:
    return [text for reason, text in lab.events("p") if reason == "Unhealthy"]


def test_grpc_probe_asks_a_real_server(lab: Lab) -> None:
    probe = {"grpc": {"port": 9000, "service": "shop.Shop"}, **EVERY_SECOND, "timeoutSeconds": 1}
    lab.create("p", python(SERVER, readinessProbe=probe))
    lab.wait_running("p")
    place = f"{lab.pod('p')['status']['podIP']}:9000"
    late = f'timeout: failed to connect service "{place}" within 1s: context deadline exceeded'
    eventually(lambda: f"Readiness probe failed: {late}" in unhealthy(lab))

    hand_over(lab, dict(library(name) for name in LIBRARIES))
    eventually(lambda: lab.status("p", "c")["ready"])

    lab.exec("p", "c", "touch /tmp/sick")
    eventually(lambda: lab.status("p", "c")["ready"] is False)
    sick = 'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")'
    assert sick in unhealthy(lab)


def test_https_probe_asks_without_checking_the_certificate(lab: Lab, tmp_path: Path) -> None:
    probe = {"httpGet": {"port": 8443, "scheme": "HTTPS"}, **EVERY_SECOND}
    lab.create("p", python(TLS_SERVER, readinessProbe=probe))
    lab.wait_running("p")

    pair = serving_tls(tmp_path / "tls", ["elsewhere.example"], datetime.now(UTC)).server
    hand_over(lab, {"own.pem": pair.key_file.read_bytes() + pair.pem})

    eventually(lambda: lab.status("p", "c")["ready"])


def test_host_inside_the_pod_means_the_pod(lab: Lab) -> None:
    line = "httpd -f -p 127.0.0.1:8080 -h /etc"
    local = {"httpGet": {"path": "/passwd", "port": 8080, "host": "localhost"}, **EVERY_SECOND}
    lab.create("p", box("c", line, readinessProbe=local))

    eventually(lambda: lab.status("p", "c").get("ready"))


def test_port_that_nobody_declares_is_an_error_and_no_verdict(lab: Lab) -> None:
    probe = {"tcpSocket": {"port": "web"}, **EVERY_SECOND}
    lab.create("p", box("c", FOREVER, livenessProbe=probe))

    errored = 'Liveness probe errored: strconv.Atoi: parsing "web": invalid syntax'
    eventually(lambda: errored in unhealthy(lab))
    assert lab.status("p", "c")["restartCount"] == 0


def test_redirect_to_another_host_is_healthy_with_a_warning(lab: Lab) -> None:
    answer = (
        "HTTP/1.1 302 Found\\r\\nLocation: http://example.com/\\r\\nContent-Length: 2\\r\\n\\r\\ngo"
    )
    line = f"while :; do printf '{answer}' | nc -l -p 8080 >/dev/null; done"
    lab.create("p", box("c", line, readinessProbe={"httpGet": {"port": 8080}, **EVERY_SECOND}))

    eventually(lambda: lab.status("p", "c").get("ready"))

    warning = "Readiness probe warning: Probe terminated redirects, Response body: go"
    eventually(lambda: ("ProbeWarning", warning) in lab.events("p"))


def test_answer_that_does_not_end_is_an_error_and_no_verdict(lab: Lab) -> None:
    head = r"HTTP/1.1 200 OK\r\n\r\n"
    line = f"while :; do (printf '{head}'; sleep 1000) | nc -l -p 8080 >/dev/null; done"
    probe = {"httpGet": {"port": 8080}, **EVERY_SECOND, "timeoutSeconds": 1}
    lab.create("p", box("c", line, livenessProbe=probe))

    errored = (
        "Liveness probe errored: context deadline exceeded "
        "(Client.Timeout or context cancellation while reading body)"
    )
    eventually(lambda: errored in unhealthy(lab))
    assert lab.status("p", "c")["restartCount"] == 0


def test_tcp_hook_fails_as_in_a_cluster(lab: Lab) -> None:
    hook = {"tcpSocket": {"port": 80}}
    lab.create("p", box("c", FOREVER, lifecycle={"postStart": hook}))

    eventually(lambda: ("FailedPostStartHook", "PostStartHook failed") in lab.events("p"))
