"""ServiceAccounts and their tokens, made with kubectl itself."""

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl


def test_a_token_that_kubectl_creates(kubectl: Kubectl) -> None:
    kubectl("create", "serviceaccount", "robot")
    assert kubectl.lines(["get", "sa"])[0].split() == ["NAME", "SECRETS", "AGE"]
    token = kubectl.output("create", "token", "robot", "--duration=30m").strip()
    as_robot = f"--token={token}"
    user = f"system:serviceaccount:{kubectl.namespace}:robot"

    assert user in kubectl.output("auth", "whoami", as_robot)
    assert "No resources found" in kubectl("get", "pods", as_robot).stderr
    refused = kubectl("get", "nodes", as_robot, check=False).stderr
    assert refused == (
        f'Error from server (Forbidden): nodes is forbidden: User "{user}" cannot list resource'
        ' "nodes" in API group "" at the cluster scope\n'
    )
    short = kubectl("create", "token", "robot", "--duration=1m", check=False).stderr
    assert "may not specify a duration less than 10 minutes" in short
    kubectl("delete", "serviceaccount", "robot")
    assert "must be logged in" in kubectl("get", "pods", as_robot, check=False).stderr
