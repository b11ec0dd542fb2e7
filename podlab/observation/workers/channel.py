"""A worker's line to the supervisor: commands in, entries out."""

import json
import os
from typing import Any

from podlab.observation.workers.entries import Entry, encode_entry


class Channel:
    """Two pipes; the supervisor closes its end to end the worker."""

    def __init__(self, control: int, output: int) -> None:
        self._control, self._output = control, output
        self._buffer = b""
        self.ended = False
        os.set_blocking(control, False)

    def fileno(self) -> int:
        """For poll."""
        return self._control

    def descriptors(self) -> tuple[int, int]:
        """Both ends that the worker holds."""
        return self._control, self._output

    def receive(self) -> list[dict[str, Any]]:
        """The commands that came."""
        try:
            data = os.read(self._control, 1 << 16)
        except BlockingIOError:
            return []
        if not data:
            self.ended = True
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def send(self, entry: Entry) -> None:
        """Print one entry; waits while nobody reads."""
        data = memoryview(encode_entry(entry))
        while data:
            data = data[os.write(self._output, data) :]
