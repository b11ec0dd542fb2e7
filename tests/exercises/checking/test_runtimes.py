"""Which runtime a container is in, and whether it sees the node's kernel."""

from typing import Any

import pytest

from podlab.curriculum.format.assertions import RuntimeIs
from podlab.exercises.checking.insides.runtimes import decide_runtime

NODE = {"status": {"nodeInfo": {"kernelVersion": "6.1", "containerRuntimeVersion": "docker://20"}}}
CLASSES = [{"metadata": {"name": "runc"}}, {"metadata": {"name": "crun"}}]


@pytest.mark.parametrize(
    ("wanted", "named", "kernel", "feedback"),
    [
        ({"kernel": "same"}, "", "6.1", ""),
        ({"kernel": "same"}, "", "4.4", "different_kernel"),
        ({"kernel": "different"}, "runsc", "4.4", ""),
        ({"kernel": "different"}, "runc", "6.1", "same_kernel"),
        ({"name": "runc"}, "runc", "6.1", ""),
        ({"name": "runc"}, "", "6.1", "wrong_runtime"),
        ({"name": "runc", "kernel": "same"}, "crun", "6.1", "wrong_runtime"),
    ],
)
def test_class_first_then_kernel(
    wanted: dict[str, Any], named: str, kernel: str, feedback: str
) -> None:
    pod = {"spec": {"runtimeClassName": named} if named else {}}

    found = decide_runtime(RuntimeIs(of="a/b", **wanted), pod, kernel, NODE, CLASSES, "uname -r")

    assert (found.passed, found.feedback) == (not feedback, feedback)
    assert f"uname -r: {kernel}" in found.evidence
    assert "runtimeclasses: crun, runc" in found.evidence


def test_a_runtime_assertion_says_something() -> None:
    with pytest.raises(ValueError, match="give a name, or a kernel"):
        RuntimeIs(of="a/b")
