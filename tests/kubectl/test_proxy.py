"""`kubectl get --raw` through the proxy subresource: a Pod's own server answers."""

import json

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

SERVER = """\
from http.server import BaseHTTPRequestHandler, HTTPServer
import json
class Mirror(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self):
        size = int(self.headers.get("Content-Length") or 0)
        said = {"method": self.command, "path": self.path, "host": self.headers["Host"],
                "secret": self.headers.get("Authorization"), "body": self.rfile.read(size).decode()}
        data = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Mine", "yes")
        self.end_headers()
        self.wfile.write(data)
    do_GET = do_POST = answer
HTTPServer(("127.0.0.1", 8000), Mirror).serve_forever()
"""

KNOCK = "import socket; socket.create_connection(('127.0.0.1', 8000))"


@pytest.fixture
def mirror(kubectl: Kubectl) -> str:
    container = {
        "name": "mirror",
        "image": "python",
        "command": ["python3", "-c", SERVER],
        "ports": [{"containerPort": 8000}],
        "readinessProbe": {"exec": {"command": ["python3", "-c", KNOCK]}, "periodSeconds": 1},
    }
    spec = {"containers": [container], "terminationGracePeriodSeconds": 1}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "mirror"}, "spec": spec}
    kubectl("create", "-f", "-", stdin=json.dumps(pod))
    kubectl("wait", "pod/mirror", "--for=condition=Ready", "--timeout=90s")
    return f"/api/v1/namespaces/{kubectl.namespace}/pods/mirror"


def test_the_pods_server_answers_and_gets_no_token(kubectl: Kubectl, mirror: str) -> None:
    said = json.loads(kubectl.output("get", "--raw", f"{mirror}/proxy/some/where?a=b"))

    assert (said["method"], said["path"]) == ("GET", "/some/where?a=b")
    assert said["host"].startswith("10.244.")
    assert said["secret"] is None


def test_a_body_reaches_it(kubectl: Kubectl, mirror: str) -> None:
    said = json.loads(
        kubectl("create", "--raw", f"{mirror}:8000/proxy/", "-f", "-", stdin='{"a": 1}').stdout
    )

    assert (said["method"], said["body"]) == ("POST", '{"a": 1}')


def test_nobody_there_is_said(kubectl: Kubectl, mirror: str) -> None:
    refused = kubectl("get", "--raw", f"{mirror}:81/proxy/", check=False)

    assert "error trying to reach service" in refused.stderr
    assert "connection refused" in refused.stderr
