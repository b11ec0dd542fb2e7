"""The virtual environment and the pinned packages in it."""

import sys
from pathlib import Path

from tools.paths import PYTHON, ROOT, VENV, fingerprint, is_stamped, write_stamp
from tools.progress.steps import SetupFailed, Step
from tools.setup import debian

RUN = ("requirements.txt",)
DEVELOP = ("requirements.txt", "requirements-dev.txt")


def install(step: Step, requirements: tuple[str, ...] = RUN) -> None:
    """Bring .venv to what the requirement files say, each with its hashes."""
    make_venv(step)
    for name in requirements:
        file = ROOT / name
        stamp, value = VENV / f".{file.stem}.stamp", fingerprint([file])
        if is_stamped(stamp, value):
            step.note = "unchanged"
            continue
        step.note = ""
        install_hashed(step, file)
        write_stamp(stamp, value)


def install_hashed(step: Step, file: Path, *options: str) -> None:
    """Install with pip, every archive checked against the hashes of `file`."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input")
    step.run(*pip, "install", "--require-hashes", *options, "-r", file)


def make_venv(step: Step) -> None:
    """Make .venv unless it works; Debian keeps the module for it in a package of its own."""
    if (VENV / "bin" / "pip").exists() and PYTHON.exists():
        return
    step.say("making .venv")
    try:
        step.run(sys.executable, "-m", "venv", "--clear", VENV)
    except SetupFailed as failure:
        if not debian.can_install():
            raise SetupFailed(
                failure.problem, "Install Python's venv module (Debian: apt install python3-venv)"
            ) from failure
        debian.install(step, "python3-venv")
        step.run(sys.executable, "-m", "venv", "--clear", VENV)
