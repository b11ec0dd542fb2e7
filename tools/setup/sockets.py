"""Asks a Docker Engine one thing over its socket, with the standard library only."""

import http.client
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

SECONDS = 5.0


class SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self._path)


def candidates() -> list[str]:
    """Where an engine may answer, in order: what DOCKER_HOST says, and nothing beside it; else
    Docker's default socket, then Podman's.
    """
    if host := os.environ.get("DOCKER_HOST"):
        return [host]
    user = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    sockets = ("/var/run/docker.sock", f"{user}/docker.sock")
    podman = ("/run/podman/podman.sock", f"{user}/podman/podman.sock")
    return [f"unix://{path}" for path in (*sockets, *podman)]


def get(host: str, path: str) -> int:
    """The status of GET `path` at an engine; 0 where nothing answers.

    Raises PermissionError where the socket is there but is not for us.
    """
    address = urlsplit(host)
    connection: http.client.HTTPConnection
    if address.scheme == "unix":
        if not Path(address.path).exists():
            return 0
        connection = SocketConnection(address.path)
    else:
        connection = http.client.HTTPConnection(
            address.hostname or "", address.port or 2375, timeout=SECONDS
        )
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except PermissionError:
        raise
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def answers(host: str) -> bool:
    """Whether a Docker Engine answers there. What only the SDK can ask (TLS, ssh) is taken on
    trust: node says so if it does not answer.
    """
    if urlsplit(host).scheme == "ssh" or os.environ.get("DOCKER_TLS_VERIFY"):
        return True
    return get(host, "/_ping") == http.client.OK


def has_image(host: str, name: str) -> bool:
    """Whether the engine has an image of that name."""
    return get(host, f"/images/{name}/json") == http.client.OK
