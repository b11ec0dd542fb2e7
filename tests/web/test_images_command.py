"""`manage.py images` hands its words and its exit code through."""

import pytest
from django.core.management import call_command

from podlab.sandbox.management.commands.images import Command


def test_images_command_passes_node_s_refusal_on(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("images", "build", "apache")

    assert end.value.code == 1
    assert "There is no image apache" in capfd.readouterr().err


def test_images_command_shows_node_s_help(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        Command().run_from_argv(["manage.py", "images", "--help"])

    assert end.value.code == 0
    assert "{list,build,pull,save,load}" in capfd.readouterr().out
