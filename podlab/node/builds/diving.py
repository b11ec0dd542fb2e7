"""What dive says of an image: how much of it nobody will ever see again."""

import json
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from podlab.node.builds.linting import program_of
from podlab.node.builds.seams import BuildProblem, Dived, Wasted

SECONDS = 120
MOST_TOLD = 5


@lru_cache(maxsize=64)
def dive(image_id: str) -> Dived:
    """Its reading of an image, by its id, which stands for all that is in it. BuildProblem."""
    program = program_of("dive")
    if not program:
        raise BuildProblem("dive is not installed here")
    with tempfile.TemporaryDirectory(prefix="podlab-dive-") as folder:
        answer = Path(folder) / "answer.json"
        command = [program, image_id, "--json", str(answer)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
            told: dict[str, Any] = json.loads(answer.read_text())["image"]
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as problem:
            raise BuildProblem(f"dive could not read the image: {problem}") from problem
    if done.returncode:
        raise BuildProblem(f"dive ended with {done.returncode}")
    wasted = [
        Wasted(str(each["file"]), int(each["sizeBytes"]), int(each["count"]))
        for each in told.get("fileReference") or ()
        if each["sizeBytes"]
    ]
    largest = sorted(wasted, key=lambda each: -each.size)[:MOST_TOLD]
    return Dived(float(told["efficiencyScore"]), int(told["inefficientBytes"]), tuple(largest))
