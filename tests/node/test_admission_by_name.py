"""Fields that are refused by their name, each with what to do instead, or answered with a note."""

from typing import Any

import pytest

from podlab.node.admission import admit_pod
from podlab.node.images.catalogue import CATALOGUE
from podlab.pods.defaults import default_object
from podlab.pods.validation.pod.volumes.sources import SOURCE_ORDER

HERE = {
    "emptyDir", "hostPath", "configMap", "secret", "downwardAPI", "projected",
    "persistentVolumeClaim",
}  # fmt: skip


def admitted(container: dict[str, Any], **spec: Any) -> tuple[dict[str, str], list[str]]:
    one = {"name": "c", "image": "busybox", **container}
    pod = default_object("Pod", {"metadata": {"name": "p"}, "spec": {"containers": [one], **spec}})
    errors, warnings = admit_pod(pod, "baseline", CATALOGUE)
    return {error.path: error.problem for error in errors}, warnings


@pytest.mark.parametrize("kind", [kind for kind in SOURCE_ORDER if kind not in HERE])
def test_volume_from_elsewhere_is_refused_with_what_to_use(kind: str) -> None:
    refused, _ = admitted({}, volumes=[{"name": "v", kind: {}}])

    problem = refused[f"spec.volumes[0].{kind}"]
    assert problem.startswith("Forbidden: ")
    assert "emptyDir" in problem


@pytest.mark.parametrize(
    ("container", "field", "says"),
    [
        ({"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}]},
         "resizePolicy", "InPlacePodVerticalScaling"),
        ({"volumeDevices": [{"name": "v", "devicePath": "/dev/x"}]}, "volumeDevices",
         "volumeMounts"),
    ],
)  # fmt: skip
def test_field_of_a_container(container: dict[str, Any], field: str, says: str) -> None:
    refused, _ = admitted(container)

    assert says in refused[f"spec.containers[0].{field}"]


def test_pull_secrets_are_noted_and_warned_of_as_in_a_cluster() -> None:
    refused, warnings = admitted({}, imagePullSecrets=[{}, {"name": "a"}, {"name": "a"}])

    assert refused == {}
    assert warnings == [
        "spec.imagePullSecrets has no effect on this single node",
        'spec.imagePullSecrets[0].name: invalid empty name ""',
        'spec.imagePullSecrets[2].name: duplicate name "a"',
    ]
