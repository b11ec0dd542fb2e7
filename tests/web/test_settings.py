"""Settings by environment: what is wrong is told by the variable's name, and what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
KEY = "8f!kQz2#vLx9@pRw5$tYb7^nMc3&hJd6*sGf4(eAu1)iKo0_Z"


def manage(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PODLAB_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *words],
        cwd=ROOT,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PODLAB_SECRET_KEY", "short"),
        ("PODLAB_DEBUG", "maybe"),
        ("PODLAB_HTTPS", "2"),
        ("PODLAB_RUN_MINUTES", "half an hour"),
        ("PODLAB_RUN_MINUTES", "0"),
        ("PODLAB_STOP_GRACE_SECONDS", "-1"),
        ("DATABASE_URL", "nonsense"),
        ("PODLAB_OIDC_SERVER", "login.example.org"),
        ("PODLAB_GIT_SOURCES", "git@git.example.org:lessons"),
    ],
)
def test_a_wrong_variable_is_named_with_what_to_do(name: str, text: str) -> None:
    found = manage("check", **{name: text})

    assert found.returncode != 0
    last = found.stderr.strip().splitlines()[-1]
    assert name in last
    assert "leave it unset" in last


def test_a_school_s_server_is_the_one_other_place_that_forms_lead_to() -> None:
    found = manage(
        "shell", "--no-imports", "-c",
        "from django.conf import settings as s; "
        "print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])",
        PODLAB_OIDC_SERVER="https://login.example.org/school", PODLAB_OIDC_CLIENT_ID="podlab",
    )  # fmt: skip

    assert found.stdout.strip() == "[\"'self'\", 'https://login.example.org']"


def test_production_settings_pass_djangos_own_review() -> None:
    found = manage(
        "check", "--deploy", "--fail-level", "WARNING",
        PODLAB_SECRET_KEY=KEY + "x", PODLAB_HTTPS="true", PODLAB_ALLOWED_HOSTS="podlab.example",
    )  # fmt: skip

    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
