"""A real OpenID Connect server on a port of its own, for one person who always agrees."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt

CLIENT = "podlab"
SECRET = "known to both, and long enough to sign"


@dataclass
class School:
    """The server, and the forms that it was sent for tokens."""

    address: str
    asked: list[dict[str, list[str]]]


@contextmanager
def school(person: dict[str, str]) -> Iterator[School]:
    """Serve until the block ends; `person` is who signs in there."""
    asked: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("openid-configuration"):
                self.tell(configuration(f"http://{self.headers['Host']}"))
            else:
                self.tell(person)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked.append(parse_qs(self.rfile.read(length).decode()))
            issuer = f"http://{self.headers['Host']}"
            claims = {**person, "iss": issuer, "aud": CLIENT}
            token = jwt.encode(claims, SECRET, algorithm="HS256")
            self.tell({"access_token": "a", "token_type": "Bearer", "id_token": token})

        def tell(self, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield School(f"http://127.0.0.1:{server.server_port}", asked)
        finally:
            server.shutdown()
            thread.join()


def configuration(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
