"""One volume's directories: their marks, their names, and safe reading of their files."""

import contextlib
import os
from collections import deque

from podlab.observation.kernel.fanotify import NAMES, WRITES, Change, FanotifyGroup
from podlab.observation.kernel.inotify import InotifyGroup
from podlab.observation.kernel.paths import open_directory, open_in_root, read_end

MAX_DIRECTORIES = 512
MAX_NEW_FILES = 100
MAX_TEXT = 16 << 10
WATCHED = NAMES | WRITES | Change.ON_CHILD


NameGroup = FanotifyGroup | InotifyGroup


def open_name_group() -> NameGroup:
    """Fanotify, which knows processes, or inotify where an engine forbids that."""
    try:
        return FanotifyGroup()
    except OSError:
        return InotifyGroup()


class VolumeTree:
    """A volume as seen through the pause container, which mounts all of them."""

    def __init__(self, name: str, root: str, path: str, group: NameGroup) -> None:
        self.name = name
        self._group = group
        self._root = open_directory(root, path)
        self.device = os.fstat(self._root).st_dev
        self._paths: dict[bytes, str] = {}
        self.scan("")

    def scan(self, start: str) -> list[str]:
        """Mark the directory at `start` and all below it, up to a bound; the files found there."""
        waiting, files = deque([start]), list[str]()
        while waiting and len(self._paths) < MAX_DIRECTORIES:
            path = waiting.popleft()
            with contextlib.suppress(OSError):  # it went away meanwhile
                directories, there = self._mark(path)
                waiting.extend(directories)
                files += there[: MAX_NEW_FILES - len(files)]
        return files

    def path_of(self, directory: bytes, name: str) -> str | None:
        """The path inside the volume, or None when the directory isn't ours."""
        parent = self._paths.get(directory)
        if parent is None or name in {"", "."}:
            return None
        return f"{parent}/{name}".lstrip("/")

    def read(self, path: str) -> tuple[int, str | None, bool]:
        """Size, the last 16 KiB as text (None when it isn't text), and whether that is a part."""
        size, data = read_end(self._root, path, MAX_TEXT)
        if data is None:
            return 0, None, False
        truncated = size > len(data)
        if b"\0" in data:
            return size, None, truncated
        try:
            return size, data.decode(errors="ignore" if truncated else "strict"), truncated
        except UnicodeDecodeError:
            return size, None, truncated

    def _mark(self, path: str) -> tuple[list[str], list[str]]:
        """Mark one directory before reading it, so that nothing is missed; what it holds."""
        descriptor = open_in_root(self._root, path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            self._paths[self._group.watch_directory(descriptor, WATCHED)] = path
            directories: list[str] = []
            files: list[str] = []
            with os.scandir(descriptor) as entries:
                for entry in entries:
                    found = directories if entry.is_dir(follow_symlinks=False) else files
                    found.append(f"{path}/{entry.name}".lstrip("/"))
            return directories, files
        finally:
            os.close(descriptor)
