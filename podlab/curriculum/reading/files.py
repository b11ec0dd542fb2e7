"""The files of a pack, read once: plain files of bounded size, and nothing outside the folder."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podlab.curriculum.reading.mistakes import Mistake, Unreadable

FILE_BYTES = 1 << 20
TEXT_BYTES = 32 << 10  # of Markdown; a hostile text of that size is read in seconds
FOLDER_BYTES = 8 << 20
FILES = 200
DEPTH = 4
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\Z")


@dataclass(frozen=True)
class Files:
    """What a folder held when it was read: the bytes of each file by its path in there."""

    label: str  # how the folder is called in mistakes
    bytes_of: Mapping[str, bytes]

    def __contains__(self, path: object) -> bool:
        return path in self.bytes_of

    def text(self, path: str) -> str:
        """A file's text. Raises `Unreadable` when it is not there, or is no text."""
        if path not in self.bytes_of:
            raise Unreadable([self.mistake(path, "there is no such file in this folder")])
        try:
            return self.bytes_of[path].decode().removeprefix("\ufeff").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = self.bytes_of[path].count(b"\n", 0, error.start) + 1
            raise Unreadable([self.mistake(path, "is no text: save it as UTF-8", line)]) from error

    def mistake(self, path: str, sentence: str, line: int = 1, field: str = "") -> Mistake:
        """A mistake in one of these files."""
        return Mistake(f"{self.label}/{path}" if path else self.label, line, field, sentence)

    @property
    def content(self) -> str:
        """The hash of all files, names included."""
        whole = hashlib.sha256()
        for path, data in sorted(self.bytes_of.items()):
            whole.update(f"{path}\0{len(data)}\0".encode())
            whole.update(data)
        return whole.hexdigest()


def read_files(folder: Path, label: str, *, beside: str = "") -> Files:
    """Read a folder, or refuse it with every reason: links, odd names, too much, too deep.

    Files whose names begin with a dot don't count, nor does the folder `beside`.
    """
    files = Files(label, {})
    mistakes: list[Mistake] = []
    found: dict[str, bytes] = {}
    try:
        for path in _walk(folder, folder, mistakes, files, beside):
            name = path.relative_to(folder).as_posix()
            if len(found) == FILES:
                mistakes.append(files.mistake("", f"holds more than {FILES} files"))
                break
            found[name] = _read(path)
            if sum(map(len, found.values())) > FOLDER_BYTES:
                mistakes.append(files.mistake("", f"is larger than {FOLDER_BYTES >> 20} MiB"))
                break
    except OSError as error:
        name = Path(error.filename or folder).name
        mistakes.append(files.mistake("", f"{name} can't be read: {error.strerror or error}"))
    if mistakes:
        raise Unreadable(mistakes)
    return Files(label, found)


def _walk(
    folder: Path, root: Path, mistakes: list[Mistake], files: Files, beside: str
) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        path = entry.relative_to(root)
        kind = entry.lstat().st_mode
        if entry.name.startswith(".") or path.as_posix() == beside:
            continue
        sentence = _refusal(entry, kind, len(path.parts))
        if sentence:
            mistakes.append(files.mistake(path.as_posix(), sentence))
        elif stat.S_ISDIR(kind):
            yield from _walk(entry, root, mistakes, files, beside)
        else:
            yield entry


def _refusal(entry: Path, kind: int, depth: int) -> str:
    """Why this entry has no place in a pack; empty if it has."""
    is_folder, is_file = stat.S_ISDIR(kind), stat.S_ISREG(kind)
    reasons = {
        "is a link; a pack holds plain files and folders only": stat.S_ISLNK(kind),
        "is no plain file": not is_folder and not is_file,
        "has a name with other characters than letters, digits, dots, - and _": not NAME.match(
            entry.name
        ),
        f"lies more than {DEPTH} folders deep": depth > DEPTH,
        f"is larger than {most(entry.name) >> 10} KiB": is_file
        and entry.lstat().st_size > most(entry.name),
    }
    return next((reason for reason, applies in reasons.items() if applies), "")


def _read(path: Path) -> bytes:
    """The bytes of a plain file that nobody turned into a link meanwhile."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        data = file.read(most(path.name) + 1)
    if len(data) > most(path.name):
        raise OSError(f"it is larger than {most(path.name) >> 10} KiB")
    return data


def most(name: str) -> int:
    """How many bytes a file of this name may have."""
    return TEXT_BYTES if name.endswith(".md") else FILE_BYTES
