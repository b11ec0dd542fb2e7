"""What a container said last: the end of a file in one, the end of its log, and its length."""

import io
import tarfile
from typing import Any

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import translated

MOST_BYTES = 64 << 20  # all of a file has to be read, to get at its end


class TooLarge(Exception):
    """A file that is not read."""


def file_end(engine: Engine, container_id: str, path: str, limit: int) -> bytes:
    """The last bytes of a regular file, running or not; nothing where there is none."""
    found = engine.stat(container_id, path)
    if found is None or not found.size or found.is_folder or found.target:
        return b""
    if found.size > MOST_BYTES:
        raise TooLarge(f"{found.size} bytes")
    with translated():
        stream, _ = engine.api.get_archive(container_id, path)
        archive = io.BytesIO(b"".join(stream))
    with tarfile.open(fileobj=archive) as tar:
        member = tar.next()
        content: Any = tar.extractfile(member) if member and member.isfile() else None
        if member is None or content is None:
            return b""
        content.seek(max(0, member.size - limit))
        return bytes(content.read())


def log_end(engine: Engine, container_id: str, lines: int, limit: int) -> bytes:
    """The last bytes of the last lines that a container printed, of output and errors in one."""
    with translated():
        end = b""
        for piece in engine.api.logs(container_id, stream=True, follow=False, tail=lines):
            end = (end + piece)[-limit:]
    return end


def log_size(engine: Engine, container_id: str) -> int:
    """How much a container's log says; the engine keeps two megabytes at most."""
    with translated():
        return sum(len(piece) for piece in engine.api.logs(container_id, stream=True, follow=False))
