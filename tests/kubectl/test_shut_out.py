"""What a learner's own kubectl is refused, and when; and what the page sees of it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from podlab.node.api.access.tokens import AccountTokens
from tests.support.kubectl import Kubectl
from tests.support.learner import PAGE, Learner
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.kubectl


def test_other_namespaces_are_refused(mine: Kubectl, node: NodeServer, namespace: str) -> None:
    user = f"system:serviceaccount:{mine.namespace}:learner"

    def refusal(*arguments: str) -> str:
        done = mine(*arguments, check=False)
        assert done.returncode == 1
        return done.stderr

    assert refusal("get", "pods", "-n", namespace) == (
        f'Error from server (Forbidden): pods is forbidden: User "{user}" cannot list resource'
        f' "pods" in API group "" in the namespace "{namespace}"\n'
    )
    assert "at the cluster scope" in refusal("get", "pods", "--all-namespaces")
    assert 'cannot list resource "nodes"' in refusal("get", "nodes")
    assert "cannot create resource" in refusal("run", "x", "--image=busybox", "-n", namespace)
    assert "cannot delete resource" in refusal("delete", "namespace", mine.namespace)
    assert "cannot impersonate" in refusal("get", "pods", "--as=podlab-admin")
    assert 'cannot create resource "serviceaccounts/token"' in refusal("create", "token", "learner")


def test_a_revoked_kubeconfig_is_refused(learner: Learner, mine: Kubectl, program: Path) -> None:
    watching = mine.start("get", "configmaps", "--watch", "-o", "name")
    mine("create", "configmap", "kept")
    assert watching.stdout
    assert watching.stdout.readline() == "configmap/kept\n"
    old = mine.kubeconfig.read_text()

    assert learner.post(f"{PAGE}revoke/").status_code == 303
    done = mine("get", "pods", check=False)
    assert "You must be logged in to the server" in done.stderr
    watching.wait(60)
    watching.kill()
    watching.communicate()

    new = learner.download(program)
    assert new.output("get", "configmap", "-o", "name") == "configmap/kept\n"
    new.kubeconfig.write_text(old)
    assert "You must be logged in to the server" in new("get", "pods", check=False).stderr


def test_an_expired_token_is_refused(mine: Kubectl, node: NodeServer) -> None:
    with node.client() as client:
        path = f"/api/v1/namespaces/{mine.namespace}/serviceaccounts/learner"
        uid = client.get(path).json()["metadata"]["uid"]
    tokens = AccountTokens((node.data_dir / "signing-key").read_bytes())
    ago = datetime.now(UTC) - timedelta(minutes=11)

    def told(seconds: int) -> str:
        config = yaml.safe_load(mine.kubeconfig.read_text())
        token, _ = tokens.sign(mine.namespace, "learner", uid, ago, seconds)
        config["users"][0]["user"]["token"] = token
        mine.kubeconfig.write_text(yaml.safe_dump(config))
        return mine("get", "pods", check=False).stderr

    assert "No resources found" in told(7200)
    assert "You must be logged in to the server" in told(600)


def test_the_site_lets_no_other_token_in(learner: Learner, mine: Kubectl, node: NodeServer) -> None:
    admin = yaml.safe_load(node.kubeconfig.read_text())["users"][0]["user"]["token"]
    token = yaml.safe_load(mine.kubeconfig.read_text())["users"][0]["user"]["token"]
    pods = f"/kube/api/v1/namespaces/{learner.namespace}/pods"

    def code(path: str, shown: str = "") -> int:
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        return learner.http.get(path, headers=headers).status_code

    assert code(pods) == 401
    assert code(pods, admin) == 401
    assert code(pods, f"{token}x") == 401
    assert code(pods, token) == 200
    assert code("/kube/livez", token) == 404
    assert code("/kube/api/v1/namespaces/mine/../../../../livez", token) in (403, 404)
    answer = learner.http.get(pods, headers={"Authorization": f"Bearer {token}"})
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_pod_by_kubectl_is_on_the_page(learner: Learner, mine: Kubectl) -> None:
    mine("run", "hello", "--image=busybox", "--restart=Never", "--", "sleep", "600")

    assert re.search(r"<td>hello</td><td>\w+</td><td>kubectl</td>", learner.http.get(PAGE).text)
    mine("delete", "pod", "hello", "--now")
