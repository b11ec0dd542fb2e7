"""The concepts that every pack may name: those of all packs in lessons/ are one map."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from podlab.curriculum.format.exercise import Concept
from podlab.curriculum.format.values import Slug
from podlab.curriculum.reading.files import read_files
from podlab.curriculum.reading.mistakes import Unreadable
from podlab.curriculum.reading.written import read_yaml

FILE = "concepts.yaml"


def concept_packs() -> Iterator[Path]:
    """The folders of the packs whose concepts are everybody's."""
    for file in sorted(settings.PODLAB_CONCEPTS.glob(f"*/{FILE}")):
        if not file.parent.name.startswith(".") and not file.parent.is_symlink():
            yield file.parent


def shared_concepts() -> Mapping[str, Concept]:
    """Every concept of those packs; who loads a pack is told its mistakes, not who borrows."""
    found: dict[str, Concept] = {}
    for folder in concept_packs():
        try:
            files = read_files(folder, folder.name, beside="exercises")
            for name, concept in read_yaml(files, FILE).as_a(dict[Slug, Concept]).items():
                found.setdefault(name, concept)
        except Unreadable:
            continue
    return found
