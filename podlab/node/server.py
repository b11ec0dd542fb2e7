"""https with uvicorn, and a shutdown that waits for nobody's watch."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

SECONDS_TO_SHUT_DOWN = 2


class NodeServer(uvicorn.Server):
    """Calls `listening` once the address is taken, and `closing` as soon as the end begins."""

    def __init__(
        self, config: uvicorn.Config, listening: Callable[[], None], closing: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._listening = listening
        self._closing = closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: open connections are waited for."""
        self._closing()
        await super().shutdown(sockets)


def server_config(
    app: ASGIApp, host: str, port: int, certificate: Path, key: Path
) -> uvicorn.Config:
    """How uvicorn is set up; only wsproto takes the subprotocol of kubectl's port-forward."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        ssl_certfile=str(certificate),
        ssl_keyfile=str(key),
        ws="wsproto",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_SHUT_DOWN,
    )
