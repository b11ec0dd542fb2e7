"""Recipes: contexts that are the same bytes each time, hashes that change with what matters."""

import io
import tarfile
from pathlib import Path

import pytest

from podlab.node.images.catalogue import CATALOGUE, CatalogueEntry
from podlab.node.images.recipes import Recipe, read_recipe
from podlab.node.images.seams import UnknownImage

ENTRY = CatalogueEntry("web", "a server", context=("podlab/__init__.py", "podlab/tap"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {
        "images/web/Dockerfile": "FROM podlab/base AS build\nFROM podlab/busybox\nCOPY . /\n",
        "images/web/start": "#!/bin/sh\n",
        "podlab/__init__.py": "",
        "podlab/tap/core.py": "x = 1\n",
        "podlab/tap/__pycache__/core.pyc": "compiled",
        "podlab/other.py": "not asked for",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "images/web/start").chmod(0o700)
    return tmp_path


def recipe_hash(project: Path, parent: str = "p") -> str:
    return read_recipe(ENTRY, project).hash(lambda name: parent + name)


def members(recipe: Recipe) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(recipe.context())) as tar:
        return {member.name: member for member in tar.getmembers()}


def test_read_recipe_takes_the_folder_and_the_further_context(project: Path) -> None:
    assert [file.path for file in read_recipe(ENTRY, project).files] == [
        "Dockerfile",
        "podlab/__init__.py",
        "podlab/tap/core.py",
        "start",
    ]


def test_read_recipe_without_a_dockerfile_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UnknownImage, match="images/web/Dockerfile is missing"):
        read_recipe(ENTRY, tmp_path)


def test_parents_come_from_the_dockerfile(project: Path) -> None:
    assert read_recipe(ENTRY, project).parents == ("base", "busybox")


def test_context_is_the_same_bytes_whenever_it_is_made(project: Path) -> None:
    before = read_recipe(ENTRY, project).context()
    (project / "podlab/tap/core.py").touch()
    (project / "podlab/tap/__pycache__/core.pyc").write_text("compiled again")

    assert read_recipe(ENTRY, project).context() == before


def test_context_keeps_what_may_be_executed_and_no_other_mode(project: Path) -> None:
    found = members(read_recipe(ENTRY, project))

    assert {name: oct(member.mode) for name, member in found.items()} == {
        "Dockerfile": "0o644",
        "podlab/__init__.py": "0o644",
        "podlab/tap/core.py": "0o644",
        "start": "0o755",
    }


def test_hash_ignores_files_that_are_not_asked_for(project: Path) -> None:
    before = recipe_hash(project)
    (project / "podlab/other.py").write_text("changed")

    assert recipe_hash(project) == before


def test_hash_changes_with_a_file_its_mode_its_name_and_the_parent(project: Path) -> None:
    hashes = [recipe_hash(project), recipe_hash(project, parent="q")]
    (project / "podlab/tap/core.py").write_text("x = 2\n")
    hashes.append(recipe_hash(project))
    (project / "podlab/tap/core.py").chmod(0o755)
    hashes.append(recipe_hash(project))
    (project / "podlab/tap/core.py").rename(project / "podlab/tap/kernel.py")
    hashes.append(recipe_hash(project))

    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=lambda entry: entry.name)
def test_every_image_of_the_catalogue_has_a_recipe_whose_parents_exist(
    entry: CatalogueEntry,
) -> None:
    known = {"debian", *(other.name for other in CATALOGUE.entries)}

    assert set(read_recipe(entry).parents) <= known
