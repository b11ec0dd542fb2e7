"""The gateway on an https port of its own, for a site that is reached over plain http.

kubectl shows no token over http, so there it gets this port, with a certificate that node has
made and put beside its kubeconfig under the name SERVER_NAME.
"""

import asyncio
import logging
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn

from podlab.cluster.connection import written_at
from podlab.cluster.errors import ClusterUnavailable
from podlab.cluster.gateway.gateway import gateway

logger = logging.getLogger(__name__)

SERVER_NAME = "podlab"
CERTIFICATE, KEY = "web.crt", "web.key"
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_RENEWALS = 60.0


class QuietServer(uvicorn.Server):
    """Leaves signals to the server that serves the site."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Listener:
    """Serves as soon as node has made the certificate; `port` is 0 until then."""

    def __init__(self) -> None:
        self.port = 0
        self._server: QuietServer | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, host: str, port: int, folder: Path) -> None:
        """Begin; a port that is taken is told in the log, and the site goes on without."""
        self._task = asyncio.create_task(self._serve(host, port, folder))

    async def stop(self) -> None:
        """End what streams, and the server."""
        self.port = 0
        if self._server:
            self._server.should_exit = True
        elif self._task:
            self._task.cancel()
        if self._task:
            with suppress(asyncio.CancelledError):
                await self._task
        self._server = self._task = None

    async def _serve(self, host: str, port: int, folder: Path) -> None:
        certificate, key = folder / CERTIFICATE, folder / KEY
        while not (certificate.exists() and key.exists()):  # noqa: ASYNC110 -- node writes them
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            taken = socket.create_server((host, port), family=family, reuse_port=is_one_of_many())
        except OSError as error:
            logger.warning("Nobody can use kubectl: port %s: %s", port, error)
            return
        self._server = QuietServer(_config(certificate, key))
        self.port = port
        renewing = asyncio.create_task(_renew(self._server.config, certificate, key))
        try:
            with taken:
                await self._server.serve([taken])
        finally:
            renewing.cancel()


def is_one_of_many() -> bool:
    """Whether uvicorn has made this process as one of several workers, which share the port."""
    return multiprocessing.parent_process() is not None


async def _renew(config: uvicorn.Config, certificate: Path, key: Path) -> None:
    """Show a new certificate from when node has made one."""
    read = written_at(certificate)
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_RENEWALS)
        with suppress(OSError, ClusterUnavailable):  # half written, and read again soon
            if config.ssl and written_at(certificate) != read:
                config.ssl.load_cert_chain(certificate, key)
                read = written_at(certificate)


def _config(certificate: Path, key: Path) -> uvicorn.Config:
    return uvicorn.Config(
        gateway,
        ssl_certfile=str(certificate),
        ssl_keyfile=str(key),
        ws="wsproto",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
    )


listener = Listener()
