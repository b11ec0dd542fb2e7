"""One-fault manifests and what a real API server 1.32 says to each: our answers, word for word."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from podlab.pods.validation import structure_errors, validate_object

CASES = json.loads((Path(__file__).parents[2] / "data" / "validation_cases.json").read_text())
ADDRESS = re.compile(r"0x[0-9a-f]+")  # where Go's memory shows through


def answers_to(manifest: dict[str, Any]) -> list[str]:
    structure = structure_errors(manifest["kind"], manifest)
    if structure.unknown:
        unknown = ", ".join(f'unknown field "{path}"' for path in structure.unknown)
        return [f"DECODE strict decoding error: {unknown}"]
    return [error.sentence for error in validate_object(manifest["kind"], manifest)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["fault"]))
def test_answer_is_the_api_servers(case: dict[str, Any]) -> None:
    ours = [ADDRESS.sub("0x", answer) for answer in answers_to(case["manifest"])]

    assert ours == [ADDRESS.sub("0x", answer) for answer in case["errors"]]
