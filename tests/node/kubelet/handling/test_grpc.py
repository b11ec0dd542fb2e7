"""The grpc probe against a real gRPC server, and against others that only pretend."""

import asyncio
from collections.abc import Iterator
from concurrent import futures

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from podlab.node.kubelet.handling.calling import ask_health
from podlab.node.kubelet.handling.protocols.grpc import BrokenCall, HealthCall
from podlab.pods.probes import Answer, Outcome
from tests.node.kubelet.handling.streams import connected

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


def serve(servicer: health.HealthServicer | None) -> tuple[grpc.Server, int]:
    server = grpc.server(futures.ThreadPoolExecutor(1))
    if servicer is not None:
        health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


@pytest.fixture(scope="module")
def healthy() -> Iterator[int]:
    servicer = health.HealthServicer()
    servicer.set("", SERVING)
    servicer.set("shop", NOT_SERVING)
    servicer.set("x" * 300, SERVING)
    server, port = serve(servicer)
    yield port
    server.stop(None).wait()


async def asked(port: int, service: str = "") -> Outcome:
    async with connected(port) as pipe:
        return await ask_health(pipe, HealthCall(f"127.0.0.1:{port}", service))


@pytest.mark.parametrize(
    ("service", "outcome"),
    [
        ("", Outcome(Answer.SUCCESS, "service healthy")),
        ("x" * 300, Outcome(Answer.SUCCESS, "service healthy")),
        ("shop", Outcome(Answer.FAILURE, 'service unhealthy (responded with "NOT_SERVING")')),
        (
            "nobody",
            Outcome(
                Answer.FAILURE,
                "error: health rpc probe failed: rpc error: code = NotFound desc = ",
            ),
        ),
    ],
)
async def test_health_is_what_the_server_says(healthy: int, service: str, outcome: Outcome) -> None:
    assert await asked(healthy, service) == outcome


async def test_server_without_the_health_service_is_unhealthy() -> None:
    server, port = serve(None)

    outcome = await asked(port)
    server.stop(None).wait()

    assert outcome == Outcome(
        Answer.FAILURE,
        "error: this server does not implement the grpc health protocol "
        "(grpc.health.v1.Health): Method not found!",
    )


async def test_server_that_speaks_another_protocol_is_no_server() -> None:
    async def say_no(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(say_no, "127.0.0.1", 0) as server:
        with pytest.raises(BrokenCall):
            await asked(server.sockets[0].getsockname()[1])
