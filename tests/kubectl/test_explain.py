"""A real kubectl explains the kinds that a real node serves."""

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl


def words(kubectl: Kubectl, *arguments: str) -> str:
    """What is explained, however the lines are broken."""
    return " ".join(kubectl.output("explain", *arguments).split())


def test_a_kind_is_explained_with_its_fields(kubectl: Kubectl) -> None:
    said = words(kubectl, "pod")

    assert said.startswith("KIND: Pod VERSION: v1 DESCRIPTION: Pod is a collection of containers")
    assert "spec <PodSpec> Specification of the desired behavior of the pod." in said


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pod.spec.containers", "FIELD: containers <[]Container>"),
        ("pod.spec.containers.image", "FIELD: image <string>"),
        ("pod.spec.containers.resources.limits", "FIELD: limits <map[string]Quantity>"),
        ("pods.spec.containers.livenessProbe.httpGet.port", "FIELD: port <IntOrString>"),
        ("pod.spec.containers.name", "Each container in a pod must have a unique name"),
        ("pod.spec.volumes.emptyDir", "medium <string>"),
        ("pod.spec.containers.ports", "containerPort <integer> -required-"),
    ],
)
def test_a_field_is_explained(kubectl: Kubectl, path: str, expected: str) -> None:
    assert expected in words(kubectl, path)


@pytest.mark.parametrize("kind", ["cm", "secrets", "events", "namespaces", "nodes"])
def test_every_kind_is_explained(kubectl: Kubectl, kind: str) -> None:
    assert "metadata <ObjectMeta>" in words(kubectl, kind)


def test_the_whole_tree_is_shown(kubectl: Kubectl) -> None:
    said = kubectl.output("explain", "pod", "--recursive")

    assert "terminationGracePeriodSeconds\t<integer>" in said


def test_a_field_that_is_not_there_is_said(kubectl: Kubectl) -> None:
    done = kubectl("explain", "pod.spec.container", check=False)

    assert done.returncode == 1
    assert 'field "container" does not exist' in done.stderr
