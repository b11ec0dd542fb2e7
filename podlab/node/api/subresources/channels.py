"""Kubernetes' channels in a WebSocket: the first byte of each message names the stream."""

import json
from dataclasses import dataclass

from podlab.pods.objects import JsonObject

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")  # best first; v4 cannot close stdin
STDIN, STDOUT, STDERR, STATUS, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
SUCCESS: JsonObject = {"metadata": {}, "status": "Success"}


@dataclass(frozen=True)
class Input:
    """Bytes for the process."""

    data: bytes


@dataclass(frozen=True)
class EndOfInput:
    """The process is to read an end of file."""


@dataclass(frozen=True)
class Resize:
    """The size of the caller's terminal, in characters."""

    width: int
    height: int


def decode_message(message: bytes) -> Input | EndOfInput | Resize | None:
    """What the caller says; None for a channel or a form that nobody listens to."""
    if not message:
        return None
    channel, data = message[0], message[1:]
    if channel == STDIN:
        return Input(data) if data else None
    if channel == CLOSE:
        return EndOfInput() if data == bytes([STDIN]) else None
    return _decode_resize(data) if channel == RESIZE else None


def encode_output(channel: int, data: bytes) -> bytes:
    """A piece of stdout or stderr."""
    return bytes([channel]) + data


def encode_status(status: JsonObject) -> bytes:
    """The last message: without it kubectl takes every ending for a success."""
    return bytes([STATUS]) + json.dumps(status).encode()


def exit_status(code: int) -> JsonObject:
    """How a process ended, as kubectl turns it into its own exit code."""
    if code == 0:
        return SUCCESS
    return {
        "metadata": {},
        "status": "Failure",
        "reason": "NonZeroExitCode",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


def failure_status(message: str) -> JsonObject:
    """Why no process could be started or followed to its end."""
    return {
        "metadata": {},
        "status": "Failure",
        "reason": "InternalError",
        "message": message,
        "code": 500,
    }


def _decode_resize(data: bytes) -> Resize | None:
    try:
        size = json.loads(data)
        return Resize(int(size["Width"]), int(size["Height"]))
    except (ValueError, KeyError, TypeError):
        return None
