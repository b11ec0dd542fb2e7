"""subPath and subPathExpr: which part of a volume a mount shows, and which are refused."""

from typing import cast

import pytest
from lightkube.models.core_v1 import VolumeMount

from podlab.pods.volumes import BadSubPath, sub_path

VARIABLES = {"POD": "web", "EMPTY": "", "ROOT": "/etc", "UP": ".."}


def part(**fields: str) -> str:
    given = {"name": "v", "mountPath": "/v", **fields}
    return sub_path(cast("VolumeMount", VolumeMount.from_dict(given)), VARIABLES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"subPath": "nginx.conf"}, "nginx.conf"),
        ({"subPath": "a//b/./c/"}, "a/b/c"),
        ({"subPath": "$(POD)"}, "$(POD)"),
        ({"subPathExpr": "logs/$(POD)"}, "logs/web"),
        ({"subPathExpr": "$$(POD)"}, "$(POD)"),
    ],
)
def test_part_of_a_volume(fields: dict[str, str], expected: str) -> None:
    assert part(**fields) == expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("$(NONE)/$(EMPTY)/$(POD)", "missing value for EMPTY, NONE"),
        ("$(ROOT)", "error SubPath `/etc` must not be an absolute path"),
        ("a/$(UP)/$(UP)", "unable to provision SubPath `a/../..`: must not contain '..'"),
    ],
)
def test_part_outside_is_refused(expression: str, problem: str) -> None:
    with pytest.raises(BadSubPath) as bad:
        part(subPathExpr=expression)

    assert str(bad.value) == problem
