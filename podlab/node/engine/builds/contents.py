"""What an image is made of: its layers, its user, and the files that a container of it sees."""

import io
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from podlab.node.builds.seams import Contents, ImageRead, Layer
from podlab.node.engine import names
from podlab.node.engine.builds.tags import ROLE
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import translated

_SOURCE = re.compile(r"\b(?:file|dir|multi):[0-9a-f]{12,}")
OF_THE_ENGINE = {".dockerenv", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab"}
ITS_FOLDERS = ("dev/", "proc/", "sys/")
SHELLS = {"sh", "ash", "bash", "dash", "zsh"}
BIN = ("bin/", "sbin/", "usr/bin/", "usr/sbin/", "usr/local/bin/", "usr/local/sbin/")
PACKAGES = "var/lib/dpkg/status"


def read_image(engine: Engine, tag: str) -> ImageRead:
    """All but its files. Blocks; raises ImageMissing, RuntimeUnavailable."""
    found = engine.image(tag)
    image_id = str(found["Id"])
    with translated():
        history = engine.api.history(image_id)
    layers = tuple(
        Layer(command_of(each), int(each["Size"])) for each in reversed(history) if is_layer(each)
    )
    user = str(found["Config"].get("User") or "")
    count = len(found["RootFS"].get("Layers") or ())
    return ImageRead(image_id, int(found["Size"]), user, layers, count)


def is_layer(entry: Mapping[str, Any]) -> bool:
    """Whether an instruction has changed files: a RUN that only deletes some adds no bytes."""
    return bool(entry["Size"]) or "#(nop)" not in str(entry.get("CreatedBy"))


def command_of(entry: Mapping[str, Any]) -> str:
    """The instruction behind a layer, as it was written.

    >>> command_of({"CreatedBy": "/bin/sh -c #(nop) COPY file:0123456789abcdef in /server "})
    'COPY … in /server'
    >>> command_of({"CreatedBy": "/bin/sh -c apt-get update"})
    'RUN apt-get update'
    """
    text = " ".join(str(entry.get("CreatedBy") or "").split())
    if "#(nop)" in text:
        return _SOURCE.sub("…", text.partition("#(nop)")[2].strip())
    return f"RUN {text.removeprefix('/bin/sh -c ')}" if text else "the first files"


@lru_cache(maxsize=128)
def contents_of(engine: Engine, image_id: str) -> Contents:
    """Counted over a container that is made for it and never started. An id stands for all."""
    config = {
        "Image": image_id,
        "Cmd": ["never-started"],
        "Labels": {names.NODE: engine.node_id, names.ROLE: ROLE},
        "HostConfig": {"NetworkMode": "none"},
    }
    container = engine.create(config, "")
    try:
        with translated():
            return counted(engine.api.export(container))
    finally:
        engine.remove(container)


def counted(pieces: Iterable[bytes]) -> Contents:
    """The counts over a tar archive."""
    files = executables = setuid = packages = 0
    shells = set()
    with tarfile.open(fileobj=Pieces(pieces), mode="r|") as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            if name in OF_THE_ENGINE or name.startswith(ITS_FOLDERS):
                continue
            folder, _, program = name.rpartition("/")
            if program in SHELLS and f"{folder}/" in BIN and not member.isdir():
                shells.add(f"/{name}")
            if member.isfile():
                files += 1
                executables += bool(member.mode & 0o111)
                setuid += bool(member.mode & 0o6000)
                packages += packages_in(tar, member) if name == PACKAGES else 0
    return Contents(files, executables, setuid, packages, tuple(sorted(shells)))


def packages_in(tar: tarfile.TarFile, member: tarfile.TarInfo) -> int:
    """How many packages Debian's list names."""
    file = tar.extractfile(member)
    return sum(line.startswith(b"Package: ") for line in file) if file else 0


class Pieces(io.RawIOBase):
    """A stream of bytes to read as a file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        end = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:end], self._rest[end:]
        return found
