"""A door before the engine: what node asks goes through, until one request is the last."""

import contextlib
import os
import re
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

CHUNK = 65_536
REQUEST = re.compile(rb"(GET|HEAD|POST|PUT|DELETE) \S+ HTTP/1\.1\r\n")


@dataclass(frozen=True)
class LastRequest:
    """The `nth` request whose first line matches `line`. With `done` the engine still does it,
    but nobody hears its answer; otherwise the engine never hears of it.
    """

    line: str
    done: bool = False
    nth: int = 1


class EngineProxy:
    """Listens on a socket of its own. At the last request it calls `then`, once."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="engine-"))
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._folder / "s"))
        self._listener.listen(64)
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._last: LastRequest | None = None
        self._then: Callable[[], None] = lambda: None
        self._seen = 0
        self.reached = threading.Event()

    @property
    def host(self) -> str:
        """The value of DOCKER_HOST that leads here."""
        return f"unix://{self._folder / 's'}"

    def expect(self, last: LastRequest, then: Callable[[], None]) -> None:
        """Wait for this request."""
        self._last, self._then = last, then

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        _shut(self._listener)
        for each in self._open:
            _shut(each)
        shutil.rmtree(self._folder)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                engine = _connect()
                self._open += [client, engine]
                swallow = threading.Event()
                for pump in (self._ask, self._answer):
                    threading.Thread(
                        target=pump, args=(client, engine, swallow), daemon=True
                    ).start()

    def _ask(self, client: socket.socket, engine: socket.socket, swallow: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(CHUNK):
                if self._is_last(data):
                    assert self._last
                    if not self._last.done:
                        return self._end()
                    swallow.set()
                engine.sendall(data)
            engine.shutdown(socket.SHUT_WR)
        return None

    def _answer(
        self, client: socket.socket, engine: socket.socket, swallow: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while data := engine.recv(CHUNK):
                if swallow.is_set():
                    return self._end()
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)
        return None

    def _is_last(self, data: bytes) -> bool:
        found = REQUEST.match(data)
        if self._last is None or found is None or not re.search(self._last.line.encode(), found[0]):
            return False
        with self._lock:
            self._seen += 1
            return self._seen == self._last.nth

    def _end(self) -> None:
        self._then()
        self.reached.set()


def _connect() -> socket.socket:
    address = urlsplit(os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock")
    if address.scheme != "unix":
        return socket.create_connection((address.hostname, address.port or 2375))
    engine = socket.socket(socket.AF_UNIX)
    engine.connect(address.path)
    return engine


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
