"""The files of a draft: how they are listed, which names they may have, saving and removing."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import Refused, draft_of
from podlab.authoring.packs.files import must_fit
from podlab.authoring.packs.versions import touched
from podlab.curriculum.reading.files import NAME

EXERCISES = "exercises"
TEXTS = (".yaml", ".yml", ".md", ".sh", ".svg", ".txt", ".json", ".conf", ".html", ".py")
FIRST = ("exercise.yaml", "instructions.md", "hints.md")


@dataclass(frozen=True)
class Folder:
    """The files of one exercise, or those beside all exercises (`name` is empty then)."""

    name: str
    paths: Sequence[str]

    @property
    def slug(self) -> str:
        """Its name without the number in front."""
        return self.name.partition(".")[2] or self.name

    def short(self, path: str) -> str:
        return path.removeprefix(f"{EXERCISES}/{self.name}/") if self.name else path


def folders_of(paths: Iterable[str]) -> list[Folder]:
    """The pack's own files first, then each exercise; what one edits most comes first."""
    found: dict[str, list[str]] = {"": []}
    for path in sorted(paths):
        found.setdefault(folder_name(path), []).append(path)
    return [Folder(name, sorted(each, key=order)) for name, each in sorted(found.items())]


def folder_name(path: str) -> str:
    """The exercise's folder that a path lies in; "" for the pack's own files.

    >>> folder_name("exercises/010.first/scene/pod.yaml")
    '010.first'
    """
    parts = path.split("/")
    return parts[1] if parts[0] == EXERCISES and len(parts) > 2 else ""


def order(path: str) -> tuple[int, str]:
    name = path.rpartition("/")[2]
    return (FIRST.index(name) if name in FIRST else len(FIRST)), path


def is_text(path: str) -> bool:
    return path.endswith(TEXTS)


def digest(data: bytes) -> str:
    """What tells whether somebody else has changed a file meanwhile."""
    return hashlib.sha256(data).hexdigest()[:16]


def save(pack: AuthoredPack, path: str, data: bytes) -> None:
    """Write a file of the draft. Raises Refused."""
    if not all(NAME.match(part) for part in path.split("/")):
        told = _("%(path)s is no name for a file: use letters, digits, dots, - and _.")
        raise Refused(told % {"path": path[:80]})
    files = draft_of(pack)
    if any(each.startswith(f"{path}/") or path.startswith(f"{each}/") for each in files):
        told = _("%(path)s can't be a file and a folder.")
        raise Refused(told % {"path": path[:80]})
    must_fit({**files, path: data})
    pack.draft_files.update_or_create(path=path, defaults={"data": data})
    touched(pack)


def remove(pack: AuthoredPack, path: str) -> None:
    """Take a file, or a whole folder, out of the draft."""
    pack.draft_files.filter(path=path).delete()
    pack.draft_files.filter(path__startswith=f"{path}/").delete()
    touched(pack)
