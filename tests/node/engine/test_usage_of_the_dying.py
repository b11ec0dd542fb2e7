"""What an engine says of a container that is just ending: nothing at all."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.usage import UsageMeter

RUNNING = [{"Id": "a" * 64, "State": "running", "Labels": {"podlab.container": "web"}}]


class Ending(BaseHTTPRequestHandler):
    """An engine with one container, whose counters are gone already."""

    def do_GET(self) -> None:
        body = b""
        if self.path.endswith("/version"):
            body = json.dumps({"ApiVersion": "1.41", "Version": "20.10"}).encode()
        elif "/containers/json" in self.path:
            body = json.dumps(RUNNING).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ending)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.server_port}")
    found = Engine("testdying")
    yield found
    found.close()
    server.shutdown()
    server.server_close()


def test_a_container_that_is_just_ending_is_left_out(engine: Engine) -> None:
    assert UsageMeter(engine).read_pod("some-uid").containers == ()
