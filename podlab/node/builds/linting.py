"""What hadolint says of a Dockerfile, but for what does not apply to images of a catalogue."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from podlab.node.builds.seams import Finding

# Tags of base images, versions of packages: the catalogue has one of each, and no network.
BESIDE_THE_POINT = ("DL3006", "DL3007", "DL3008", "DL3015")
SECONDS = 20
MOST_FINDINGS = 50


def lint(dockerfile: str) -> list[Finding]:
    """Its findings from the first line on; none where hadolint is not installed."""
    program = program_of("hadolint")
    if not program:
        return []
    ignored = (word for code in BESIDE_THE_POINT for word in ("--ignore", code))
    command = [program, "--no-fail", "--format", "json", "--config", "/dev/null", *ignored, "-"]
    try:
        done = subprocess.run(
            command, input=dockerfile.encode(), capture_output=True, timeout=SECONDS, check=False,
            cwd="/", env={"LANG": "C.UTF-8"},
        )  # fmt: skip
        told: list[dict[str, Any]] = json.loads(done.stdout or b"[]")
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return []
    found = [
        Finding(int(each["line"]), str(each["code"]), str(each["level"]), str(each["message"]))
        for each in told[:MOST_FINDINGS]
    ]
    return sorted(found, key=lambda each: (each.line, each.code))


def program_of(name: str) -> str:
    """A program that Python's packages have brought along, or one of the machine's; "" if none."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or ""
