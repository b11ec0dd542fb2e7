"""docs/fidelity.md says what the code does."""

import pytest

from podlab.node.admission import bounds
from podlab.node.admission.fidelity import DOCUMENT, field_table, written_anew
from podlab.node.kubelet.plans import resources, volumes
from podlab.pods.expansion import NodeFacts


def test_table_of_fields_is_what_admission_answers() -> None:
    document = DOCUMENT.read_text()

    assert document == written_anew(document), (
        "write it anew: python -m podlab.node.admission.fidelity"
    )


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("spec.containers[].image", "supported"),
        ("spec.containers[].env[].valueFrom.fieldRef.fieldPath", "supported"),
        ("spec.nodeSelector", "accepted with a warning: has no effect on this single node"),
        ("spec.runtimeClassName", "supported"),
        (
            "spec.volumes[].hostPath",
            'refused: violates PodSecurity "baseline:latest": hostPath volumes (volume "x")',
        ),
    ],
)
def test_field_has_a_row_with_its_answer(field: str, answer: str) -> None:
    assert f"| `{field}` | {answer} |" in field_table().splitlines()


def test_below_a_refused_field_there_are_no_rows() -> None:
    assert "`spec.volumes[].hostPath." not in field_table()


def test_amounts_in_the_text_are_the_codes() -> None:
    text = " ".join(DOCUMENT.read_text().split())

    assert f"gets {resources.DEFAULT_MEMORY >> 30}Gi of memory" in text
    assert f"and {resources.DEFAULT_CPU_MILLIS / 1000:g} CPU; in a cluster" in text
    assert f"{resources.RESTRICTED_DEFAULT_MEMORY >> 20}Mi for a container without a limit" in text
    assert f"and {resources.OURS.memory >> 20}Mi for the pause container" in text
    assert f"may have {resources.PIDS} processes" in text
    assert f"at most {bounds.MOST_CONTAINERS} containers" in text
    assert f"{bounds.MOST_VOLUMES} volumes, a container {bounds.MOST_VARIABLES} variables" in text
    assert f"at most {bounds.RESTRICTED_MEMORY >> 20}Mi and 1 CPU per container" in text
    assert f"at most {volumes.RESTRICTED_MOST_BYTES >> 20}Mi, and" in text
    assert f"`status.hostIP` is {NodeFacts().host_ip} and the node's name is" in text
