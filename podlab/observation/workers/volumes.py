"""Watches the volumes of one Pod; keeps just what marking mounts and reading files needs."""

import select
import time
from typing import Any

from podlab.observation.files.changes import FileChange
from podlab.observation.files.diffs import Diff, KnownTexts
from podlab.observation.files.watcher import Mount, PodFiles
from podlab.observation.kernel.privileges import Capability, drop_privileges
from podlab.observation.traffic.budget import WINDOW, DetailBudget
from podlab.observation.workers.channel import Channel
from podlab.observation.workers.entries import file_entry, folded_files_entry, tap_entry
from podlab.observation.workers.reads import ReadWatch

KEPT = (Capability.SYS_ADMIN, Capability.SYS_PTRACE, Capability.DAC_READ_SEARCH)
SETTLE = 0.002
BETWEEN_WRITES = 0.1
WAIT_FOR_NAME = 0.25
MAX_WAITING = 500
TEXT_PER_WINDOW = 128 << 10
IDLE = 30.0


def watch_volumes(channel: Channel, root: str, volumes: tuple[str, ...]) -> None:
    """Mark the volumes and tell what changes in them."""
    drop_privileges(KEPT)
    watch = VolumeWatch(channel, PodFiles(root, volumes))
    watch.run()


class VolumeWatch:
    """The loop of one Pod: raw events to changes to entries, within a budget per window."""

    def __init__(self, channel: Channel, files: PodFiles) -> None:
        self._channel, self._files = channel, files
        self._reads = ReadWatch(channel, files)
        self._texts = KnownTexts()
        self._budget: DetailBudget[tuple[str, str | None]] = DetailBudget()
        self._told: dict[FileChange, float] = {}
        self._later: dict[FileChange, float] = {}
        self._text_left, self._window_began = TEXT_PER_WINDOW, 0.0
        self._announced = ""

    def run(self) -> None:
        """Until the supervisor closes the channel."""
        self._announce()
        while not self._channel.ended:
            ready = self._wait()
            if self._channel.fileno() in ready:
                self._obey()
            if ready & {*self._files.descriptors()} or self._files.early:
                time.sleep(SETTLE)  # the same change arrives in two queues
                self._collect()
            self._tell_later()
            self._tell_folded()
            self._reads.turn(time.monotonic())

    def _wait(self) -> set[int]:
        """The descriptors that have something, or none when something else is due."""
        now = time.monotonic()
        poller = select.poll()
        for descriptor in (
            self._channel.fileno(),
            *self._files.descriptors(),
            *self._reads.descriptors(now),
        ):
            poller.register(descriptor, select.POLLIN)
        return {descriptor for descriptor, _ in poller.poll(self._patience(now) * 1000)}

    def _patience(self, now: float) -> float:
        waits = [SETTLE if self._files.early else IDLE]
        waits += [due - now for due in self._later.values()]
        waits += self._reads.patience(now)
        if due := self._budget.due():
            waits.append(due - now)
        return max(0.0, min(waits))

    def _announce(self) -> None:
        writers = "mount" if self._files.exact else "elimination"
        if writers != self._announced:
            self._announced = writers
            self._channel.send(tap_entry(time.time(), writers=writers))

    def _obey(self) -> None:
        for command in self._channel.receive():
            mounts = tuple(Mount(**mount) for mount in command["mounts"])
            self._files.add_container(command["id"], command["name"], command["root"], mounts)
            self._announce()
            self._hurry(command["id"])

    def _hurry(self, container_id: str) -> None:
        """What waited for this container's name need not wait any longer."""
        for change in self._later:
            if change.by == container_id:
                self._later[change] = 0.0

    def _collect(self) -> None:
        now = time.monotonic()
        changes, overflows = self._files.collect(now)
        if overflows:
            self._channel.send(folded_files_entry(0, "", None, time.time()) | {"reason": "lost"})
        for change in changes:
            if self._files.name_of(change.by) is None and len(self._later) < MAX_WAITING:
                self._later.setdefault(change, now + WAIT_FOR_NAME)
            elif change.action == "write" and now - self._told.get(change, 0.0) < BETWEEN_WRITES:
                self._later.setdefault(change, self._told[change] + BETWEEN_WRITES)
            else:
                self._tell(change, now)

    def _tell_later(self) -> None:
        """Tell what had to wait: for its writer's name, or because it changes all the time.

        Such a file is told ten times a second, and its last state last.
        """
        now = time.monotonic()
        for change in [change for change, due in self._later.items() if due <= now]:
            del self._later[change]
            self._tell(change, now)

    def _tell(self, change: FileChange, now: float) -> None:
        by = self._files.name_of(change.by) or self._files.sole_writer(change.volume)
        self._reads.note_written(change, by)
        if not self._budget.admits((change.volume, by), now):
            return
        if len(self._told) > 1000:
            self._told.clear()
        self._told[change] = now
        content = self._content(change, now)
        diff = self._diff(change, content)
        self._channel.send(file_entry(change, by, content, diff, time.time()))

    def _content(self, change: FileChange, now: float) -> tuple[int, str | None, bool]:
        """The text, while this window still has room for text."""
        if change.action == "delete":
            return 0, None, False
        if now - self._window_began >= WINDOW:
            self._window_began, self._text_left = now, TEXT_PER_WINDOW
        size, text, truncated = self._files.read(change)
        self._text_left -= len(text or "")
        if self._text_left < 0:
            return size, None, True
        return size, text, truncated

    def _diff(self, change: FileChange, content: tuple[int, str | None, bool]) -> Diff | None:
        """How a small text differs from what was told of it last."""
        if change.old_path:
            self._texts.rename(change.volume, change.old_path, change.path)
        _, text, truncated = content
        return self._texts.replace(change.volume, change.path, None if truncated else text)

    def _tell_folded(self) -> None:
        for (volume, by), count in self._budget.fetch(time.monotonic()):
            self._channel.send(folded_files_entry(count, volume, by, time.time()))


def container_command(
    container_id: str, name: str, root: str, mounts: list[dict[str, Any]]
) -> dict[str, Any]:
    """What the supervisor tells this worker about a container."""
    return {"id": container_id, "name": name, "root": root, "mounts": mounts}
