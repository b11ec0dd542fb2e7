"""What a template's warnings say: the same refusal as a Pod's, placed, and told beforehand."""

import pytest

from podlab.pods.errors import FieldError
from podlab.workloads.validation.templates import template_warnings


@pytest.mark.parametrize(
    ("error", "warning"),
    [
        (
            FieldError("spec.containers[0].image", "Forbidden: nowhere"),
            (
                "no Pod of this template will be let in: "
                "spec.template.spec.containers[0].image: Forbidden: nowhere"
            ),
        ),
        (
            FieldError("spec.hostPID", 'Forbidden: violates PodSecurity "baseline:latest": hosts'),
            'spec.template.spec.hostPID: would violate PodSecurity "baseline:latest": hosts',
        ),
    ],
)
def test_a_refusal_becomes_a_warning(error: FieldError, warning: str) -> None:
    assert template_warnings([error], []) == [warning]


def test_notes_are_placed() -> None:
    assert template_warnings([], ["spec.affinity has no effect"]) == [
        "spec.template.spec.affinity has no effect"
    ]
