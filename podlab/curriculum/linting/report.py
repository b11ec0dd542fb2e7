"""The report: every rule on every exercise of a folder, in the order of files and lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from podlab.curriculum.library import LoadedPack, Mistake, library
from podlab.curriculum.linting.checks import check_findings
from podlab.curriculum.linting.findings import Finding, Rule
from podlab.curriculum.linting.manifests import manifest_findings
from podlab.curriculum.linting.packs import pack_findings, translation_findings
from podlab.curriculum.linting.places import place_findings, unused_findings, variable_findings
from podlab.curriculum.linting.questions import question_findings
from podlab.curriculum.linting.texts import text_findings

RULES: tuple[Rule, ...] = (
    question_findings,
    check_findings,
    manifest_findings,
    place_findings,
    text_findings,
    translation_findings,
    unused_findings,
    variable_findings,
)


@dataclass(frozen=True)
class Report:
    """What lint found. Files are told from `root` on."""

    root: Path
    exercises: int
    mistakes: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]


def lint(folder: Path, catalogue: Iterable[str] = ()) -> Report:
    """Read the packs of a folder, one pack, or one exercise, and tell all that is wrong.

    `catalogue` names the images that there are; none means that they are not compared.
    """
    folder = folder.resolve()
    root, only = _scope(folder)
    found = library(root)
    mistakes, notes = list(found.mistakes), list[Mistake]()
    if not found.packs and not mistakes:
        mistakes.append(Mistake(root.name, 1, "", "holds no pack.yaml, and no folder in it does"))
    for finding in _findings(found.packs, frozenset(catalogue)):
        (notes if finding.is_note else mistakes).append(finding.mistake)
    number = len([each for each in found.exercises if not only or each.folder == folder])
    base = root.parent if (root / "pack.yaml").exists() else root
    return Report(base, number, _sorted(mistakes, only), _sorted(notes, only))


def _scope(folder: Path) -> tuple[Path, str]:
    """The folder to read, and the one exercise in it that is meant."""
    if (folder / "exercise.yaml").exists():
        return folder.parent.parent, "/".join(folder.parts[-3:])
    return folder, ""


def _findings(packs: Iterable[LoadedPack], catalogue: frozenset[str]) -> Iterator[Finding]:
    for pack in packs:
        yield from pack_findings(pack, catalogue)
        for exercise in pack.exercises:
            for rule in RULES:
                yield from rule(exercise, pack)


def _sorted(mistakes: Iterable[Mistake], only: str) -> tuple[Mistake, ...]:
    """In their order, once each; of one exercise those of its pack's own files as well."""
    pack = only.partition("/")[0]
    return tuple(
        sorted(
            mistake
            for mistake in set(mistakes)
            if not only
            or mistake.file.startswith(only)
            or (mistake.file.startswith(f"{pack}/") and "/exercises/" not in mistake.file)
        )
    )


def images_of(lessons: Path) -> tuple[str, ...]:
    """The images that images.yaml offers; none where there is no such file."""
    listed = lessons / "images.yaml"
    entries = yaml.safe_load(listed.read_text()) if listed.exists() else ()
    return tuple(entry["name"] for entry in entries)
