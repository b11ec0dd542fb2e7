"""What manifests may ask for together under an exercise's limits."""

import pytest

from podlab.curriculum.bounds import over_limits
from podlab.curriculum.format.exercise import Limits
from podlab.pods.manifest import parse_manifest

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: pair}
spec:
  containers:
    - name: web
      image: busybox
      resources: {limits: {memory: 48Mi, cpu: 300m}}
    - name: helper
      image: busybox
      resources: {limits: {memory: 32Mi, cpu: 300m}}
    - name: quiet
      image: busybox
"""
COPIES = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - {name: web, image: busybox, resources: {limits: {memory: 32Mi}}}
"""

MEMORY_OF_THE_FIRST = "spec.containers[0].resources.limits.memory"


@pytest.mark.parametrize(
    ("text", "limits", "refused"),
    [
        (POD, Limits(memory=80 << 20, cpu="600m"), []),
        (POD, Limits(memory=79 << 20), ["spec.containers[1].resources.limits.memory"]),
        (POD, Limits(cpu="500m"), ["spec.containers[1].resources.limits.cpu"]),
        (POD, Limits(), []),
        (COPIES, Limits(memory=96 << 20), []),
        (
            COPIES,
            Limits(memory=95 << 20),
            [f"spec.template.{MEMORY_OF_THE_FIRST}"],
        ),
    ],
)
def test_containers_together_stay_within_the_limits(
    text: str, limits: Limits, refused: list[str]
) -> None:
    document = parse_manifest(text, kinds=None).documents[0]

    found = list(over_limits(document, limits))

    assert [error.path for error in found] == refused
    assert all(error.line for error in found)
