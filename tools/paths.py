"""Where a working copy keeps what is made, and the stamps that say it is up to date."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("PODLAB_VAR", ROOT / "var"))
LOGS = VAR / "log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"


def fingerprint(files: Iterable[Path]) -> str:
    """A digest of the names and contents of `files`, in a stable order."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Whether what `stamp` stands for was made from the same input."""
    return stamp.is_file() and stamp.read_text() == value


def write_stamp(stamp: Path, value: str) -> None:
    """Say that what `stamp` stands for is complete; written last, so a crash leaves none."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
