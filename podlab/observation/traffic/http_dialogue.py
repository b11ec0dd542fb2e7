"""HTTP/1.x requests with their responses, pipelined or not."""

from collections import deque
from collections.abc import Iterable

from podlab.observation.traffic.exchanges import Exchange
from podlab.observation.traffic.http_messages import Body, BodyPart, Head, Mark, MessageReader

MAX_OUTSTANDING = 256


class HttpDialogue:
    """Matches each response to the oldest request that has none yet."""

    def __init__(self) -> None:
        self._requests = MessageReader(_request_body)
        self._responses = MessageReader(self._response_body)
        self._asked: deque[Exchange] = deque()
        self._asking: Exchange | None = None
        self._answering: Exchange | None = None
        self._first_byte: float | None = None

    def from_client(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]:
        if self._first_byte is None:
            self._first_byte = time
        for said in self._requests.feed(data, missing):
            match said:
                case Head():
                    self._ask(said, time if self._first_byte is None else self._first_byte)
                case BodyPart() if self._asking:
                    self._asking.ask(said.data, said.missing)
                case Mark.END:
                    self._asking, self._first_byte = None, None
                case Mark.LOST:
                    self._forget()
        return ()

    def from_server(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]:
        begun: list[Exchange] = []
        for said in self._responses.feed(data, missing):
            match said:
                case Head() if said.status >= 200 or said.status == 101:
                    begun += self._answer(said, time)
                case BodyPart() if self._answering:
                    self._answering.answer(said.data, said.missing)
                case Mark.END:
                    self._finish()
                case Mark.LOST:
                    self._forget()
        return begun

    def closed(self) -> Iterable[Exchange]:
        self._finish()
        unanswered = list(self._asked)
        self._asked.clear()
        for exchange in unanswered:
            exchange.complete = True
        return unanswered

    def _ask(self, head: Head, first_byte: float) -> None:
        exchange = Exchange("http", started=first_byte, method=head.method, path=head.path)
        exchange.ask(head.raw)
        self._asking = exchange
        if len(self._asked) < MAX_OUTSTANDING:
            self._asked.append(exchange)

    def _answer(self, head: Head, time: float) -> list[Exchange]:
        if not self._asked:
            return []
        exchange = self._asked.popleft()
        exchange.answered, exchange.status = time, head.status
        exchange.answer(head.raw)
        self._answering = exchange
        return [exchange]

    def _response_body(self, head: Head) -> Body:
        """RFC 9112, 6.3. The head was already matched when this is asked."""
        method = self._answering.method if self._answering else None
        if head.status == 101 or (method == "CONNECT" and head.status < 300):
            return Body.OPAQUE
        if head.status < 200 or head.status in {204, 304} or method == "HEAD":
            return Body.NONE
        if head.chunked:
            return Body.CHUNKED
        return Body.UNTIL_CLOSE if head.content_length is None else Body.LENGTH

    def _finish(self) -> None:
        if self._answering:
            self._answering.complete = True
            self._answering = None

    def _forget(self) -> None:
        """After a hole nobody knows which answer belongs to which question."""
        self._finish()
        self._asked.clear()
        self._asking, self._first_byte = None, None


def _request_body(head: Head) -> Body:
    if head.chunked:
        return Body.CHUNKED
    return Body.LENGTH if head.content_length else Body.NONE
