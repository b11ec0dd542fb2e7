"""One HTTP request to a Pod's localhost: from one of its containers, or from outside."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import h11

from podlab.cluster import Said, connect, talk
from podlab.sandbox.models import PodRun

SECONDS_TO_ANSWER = 10.0
MOST_BYTES = 256 << 10

# Whatever the image has that can carry bytes to a port. $1 is the port.
CARRY = r"""
if command -v nc >/dev/null 2>&1; then exec nc 127.0.0.1 "$1"; fi
if command -v python3 >/dev/null 2>&1; then exec python3 -c '
import shutil, socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(sys.stdin.buffer.read(int(sys.argv[2])))
shutil.copyfileobj(s.makefile("rb"), sys.stdout.buffer)' "$1" "$2"; fi
echo "this image has neither nc nor python3 to ask with" >&2; exit 127
"""


@dataclass(frozen=True)
class Question:
    """What is asked. `source` is a container's name, or "" for outside the Pod."""

    source: str
    method: str
    port: int
    path: str
    body: str = ""


@dataclass(frozen=True)
class Reply:
    """What came back: a head and a body, or the problem that kept it from coming."""

    milliseconds: float
    status: int = 0
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    problem: str = ""
    is_cut: bool = False

    @property
    def text(self) -> str:
        """The body to be read; "" when it is none for people."""
        return "" if b"\0" in self.body else self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        """Whether a browser would draw it."""
        kinds = [value for name, value in self.headers if name.lower() == "content-type"]
        return any(kind.startswith("text/html") for kind in kinds)


async def ask(run: PodRun, question: Question) -> Reply:
    """Ask and wait for the whole answer. Raises ClusterError when the Pod API does not do it."""
    began = time.perf_counter()
    if question.source:
        said = await ask_inside(run, question)
        took = (time.perf_counter() - began) * 1000
        return read(said, question.method, took)
    cluster = await connect()
    path = question.path.encode("ascii", "ignore").decode()
    answer = await cluster.ask_port(
        run.namespace, run.name, question.port, question.method, path, question.body.encode()
    )
    took = (time.perf_counter() - began) * 1000
    body = answer.content
    return Reply(
        took,
        answer.status_code,
        tuple(answer.headers.multi_items()),
        body[:MOST_BYTES],
        is_cut=len(body) > MOST_BYTES,
    )


async def ask_inside(run: PodRun, question: Question) -> Said:
    """Carry the request's bytes into the container and what comes back out of it."""
    request = written(question)
    command = ["sh", "-c", CARRY, "ask", str(question.port), str(len(request))]
    cluster = await connect()
    process = await cluster.exec(run.namespace, run.name, question.source, command, tty=False)
    return await talk(process, request, MOST_BYTES, SECONDS_TO_ANSWER)


def written(question: Question) -> bytes:
    """The request as HTTP/1.1 writes it."""
    wire, body = h11.Connection(h11.CLIENT), question.body.encode()
    headers = [("Host", f"localhost:{question.port}"), ("User-Agent", "Podlab"),
               ("Accept", "*/*"), ("Connection", "close")]  # fmt: skip
    if body:
        headers.append(("Content-Length", str(len(body))))
    head = h11.Request(method=question.method, target=question.path, headers=headers)
    return b"".join(
        wire.send(event) or b"" for event in (head, h11.Data(data=body), h11.EndOfMessage())
    )


def read(said: Said, method: str, milliseconds: float) -> Reply:
    """The answer in what was said; what came instead of one is the problem."""
    wire = h11.Connection(h11.CLIENT)
    wire.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    wire.send(h11.EndOfMessage())
    head, body = None, b""
    try:
        if said.stdout:
            wire.receive_data(said.stdout)
        if said.stdout and not said.is_cut:
            wire.receive_data(b"")  # the end
        while not isinstance(event := wire.next_event(), h11.EndOfMessage | type):
            if isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
    except h11.RemoteProtocolError as problem:
        if head is None:
            return Reply(milliseconds, problem=why_not(said, str(problem)))
    if head is None:
        return Reply(milliseconds, problem=why_not(said, "the connection was closed"))
    headers = tuple((name.decode(), value.decode("latin-1")) for name, value in head.headers)
    return Reply(milliseconds, head.status_code, headers, body, is_cut=said.is_cut)


def why_not(said: Said, otherwise: str) -> str:
    """Why there is no answer: what the tool complained of, else what is wrong with what came."""
    complaint = said.stderr.decode("utf-8", "replace").strip().splitlines()
    if complaint:
        return complaint[-1]
    if said.stdout:
        return f"What came back is no HTTP: {said.stdout[:200]!r}"
    return said.ended.message or otherwise
