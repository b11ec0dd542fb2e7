"""The command line: exit codes, and errors that say what to do."""

from pathlib import Path

import pytest

from podlab.node.images.__main__ import main
from podlab.node.images.catalogue import CATALOGUE


def test_command_without_a_verb_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2


def test_command_with_an_unknown_name_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "apache"]) == 1
    assert capsys.readouterr().err == (
        "images: There is no image apache\n"
        f"  There are: {', '.join(entry.name for entry in CATALOGUE.entries)}.\n"
    )


def test_command_without_an_engine_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")

    assert main(["list"]) == 1
    assert "set DOCKER_HOST" in capsys.readouterr().err


@pytest.mark.docker
def test_command_saves_and_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "images.tar"

    assert main(["build", "pause"]) == 0
    assert main(["save", "pause", "--file", str(archive)]) == 0
    capsys.readouterr()
    assert main(["load", "--file", str(archive)]) == 0
    assert capsys.readouterr().out == "podlab/pause: loaded\n"


@pytest.mark.docker
def test_command_refuses_an_archive_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "images.tar"
    archive.write_text("no archive")

    assert main(["load", "--file", str(archive)]) == 1
    assert "`images save`" in capsys.readouterr().err


@pytest.mark.docker
def test_command_builds_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "pause", "busybox"]) == 0
    capsys.readouterr()

    assert main(["build", "pause", "busybox"]) == 0
    assert capsys.readouterr().out == "All 2 images are current.\n"
