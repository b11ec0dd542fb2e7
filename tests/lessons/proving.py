"""Somebody who writes exercises: types commands of manage.py, with a database of their own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lessons.page import Command

ROOT = Path(__file__).resolve().parents[2]
SECONDS_OF_A_COMMAND = 1500


@dataclass
class Author:
    """`home` is where what they keep lies: the database and the results."""

    home: Path
    kubeconfig: Path

    def __post_init__(self) -> None:
        self.manage("migrate", "--verbosity", "0").check_returncode()

    def run(self, command: Command, folder: Path) -> str:
        """Type it in a folder; what it says, spaces and line breaks around sentences apart."""
        done = self.manage(*command.words, folder=folder)
        return done.stdout + done.stderr

    def prove(self, folder: Path, *more: str) -> dict[str, Any]:
        """Prove exercises; by name, what results.json says of each."""
        done = self.manage("exercise_prove", str(folder), *more)
        print(done.stdout, done.stderr)
        assert done.returncode in (0, 1)
        results = json.loads((self.home / "results.json").read_text())
        return {each["exercise"]: each for each in results["exercises"]}

    def manage(self, *words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_OF_A_COMMAND,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PODLAB_VAR": str(self.home),
            "PODLAB_KUBECONFIG": str(self.kubeconfig),
            "PODLAB_SECRET_KEY": "only-for-tests-" * 4,
        }
