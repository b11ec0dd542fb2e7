"""Recipes: the files an image is made of, and the hash that tells whether it is still current."""

import hashlib
import io
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from podlab.node.images.catalogue import CatalogueEntry
from podlab.node.images.seams import UnknownImage

PROJECT = Path(__file__).resolve().parents[3]

_PARENT = re.compile(r"^(?:FROM|ARG BASE=)\s*podlab/([a-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True)
class ContextFile:
    """One file of a build context."""

    path: str
    content: bytes
    executable: bool


@dataclass(frozen=True)
class Recipe:
    """What the engine needs to make one image."""

    files: tuple[ContextFile, ...]

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The catalogue names that the Dockerfile starts from, in order, each once."""
        dockerfile = next(file.content for file in self.files if file.path == "Dockerfile")
        return tuple(dict.fromkeys(_PARENT.findall(dockerfile.decode())))

    def hash(self, hash_of_parent: Callable[[str], str]) -> str:
        """A SHA-256 over all that decides what the image contains."""
        total = hashlib.sha256()
        for parent in self.parents:
            total.update(f"from {parent} {hash_of_parent(parent)}\n".encode())
        for file in self.files:
            content = hashlib.sha256(file.content).hexdigest()
            total.update(f"{file.path} {file.executable} {content}\n".encode())
        return total.hexdigest()

    def context(self, more: tuple[ContextFile, ...] = ()) -> bytes:
        """The build context as a tar archive, the same bytes for the same files."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for file in (*self.files, *more):
                member = tarfile.TarInfo(file.path)
                member.size = len(file.content)
                member.mode = 0o755 if file.executable else 0o644
                tar.addfile(member, io.BytesIO(file.content))
        return archive.getvalue()


def read_recipe(entry: CatalogueEntry, project: Path = PROJECT) -> Recipe:
    """Read `images/<name>/` and the entry's further context; UnknownImage without a Dockerfile."""
    folder = project / "images" / entry.name
    if not (folder / "Dockerfile").is_file():
        raise UnknownImage(
            f"images/{entry.name}/Dockerfile is missing",
            "This copy of Podlab is not complete: fetch it again.",
        )
    files = list(_files(folder, folder))
    for path in entry.context:
        files += _files(project / path, project)
    return Recipe(tuple(sorted(files, key=lambda file: file.path)))


def _files(start: Path, root: Path) -> Iterator[ContextFile]:
    found = [start] if start.is_file() else sorted(start.rglob("*"))
    for path in found:
        if path.is_file() and "__pycache__" not in path.parts:
            executable = bool(path.stat().st_mode & 0o111)
            yield ContextFile(path.relative_to(root).as_posix(), path.read_bytes(), executable)
