"""Tells who reads what in a Pod's volumes, at most a few times a second however much is read."""

import time
from collections import OrderedDict

from podlab.observation.files.changes import FileChange
from podlab.observation.files.reads import ReadFolder
from podlab.observation.files.watcher import PodFiles
from podlab.observation.traffic.budget import WINDOW
from podlab.observation.workers.channel import Channel
from podlab.observation.workers.entries import folded_files_entry, read_entry

WRITERS_KEPT = 500


class ReadWatch:
    """The kernel's queues of reads, looked into once per window; what is too much they count."""

    def __init__(self, channel: Channel, files: PodFiles) -> None:
        self._channel, self._files = channel, files
        self._folder = ReadFolder()
        self._rests_until = 0.0
        self._wrote: OrderedDict[tuple[str, str], str | None] = OrderedDict()

    def descriptors(self, now: float) -> list[int]:
        """What to poll; nothing while it rests."""
        return self._files.read_descriptors() if now >= self._rests_until else []

    def patience(self, now: float) -> list[float]:
        """Seconds until something has to be done."""
        waits = [self._rests_until - now] if now < self._rests_until else []
        due = self._folder.due()
        return waits if due is None else [*waits, max(due, self._rests_until) - now]

    def note_written(self, change: FileChange, by: str | None) -> None:
        """Remember who wrote a file last, so that its readers can be told."""
        self._wrote.pop((change.volume, change.old_path or change.path), None)
        if change.action != "delete":
            self._wrote[change.volume, change.path] = by
        while len(self._wrote) > WRITERS_KEPT:
            self._wrote.popitem(last=False)

    def turn(self, now: float) -> None:
        """Look into the queues and tell what is due."""
        if now < self._rests_until:
            return
        reads, overflows = self._files.collect_reads()
        for read in reads:
            self._folder.add(read, now)
        if reads or overflows:
            self._rests_until = now + WINDOW
        if overflows:
            self._tell_count(0, "", None, {"reason": "lost"})
        for read, count in self._folder.fetch(now):
            by = self._files.name_of(read.by)
            writer = self._wrote.get((read.volume, read.path))
            self._channel.send(read_entry(read, by, writer, count, time.time()))
        for (volume, container), count in self._folder.fetch_folded(now):
            self._tell_count(count, volume, self._files.name_of(container), {})

    def _tell_count(self, count: int, volume: str, by: str | None, more: dict[str, str]) -> None:
        entry = folded_files_entry(count, volume, by, time.time())
        self._channel.send(entry | {"action": "read"} | more)
