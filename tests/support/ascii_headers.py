"""For starlette's test client, which cannot carry what a real connection can."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AsciiHeaders:
    """An application whose answers' headers are ASCII; whatever else is in them is escaped."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_ascii(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(name, escaped(value)) for name, value in message["headers"]]
            await send(message)

        await self._application(scope, receive, send_ascii)


def escaped(value: bytes) -> bytes:
    return value.decode().encode("ascii", "backslashreplace")
