"""kubectl create, which speaks protobuf, and kubectl delete."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podlab.node.tls import serving_tls
from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl


def refusal(kubectl: Kubectl, *arguments: str) -> str:
    done = kubectl(*arguments, check=False)
    assert done.returncode == 1
    return done.stderr


def data_of(kubectl: Kubectl, what: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(kubectl.output("get", what, "-o", "json"))["data"]
    return found


def test_config_maps_from_literals_files_and_folders(kubectl: Kubectl, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("hello\n")
    (tmp_path / "values.env").write_text("A=1\nB=2\n")
    file = folder / "a.txt"

    made = kubectl.output("create", "configmap", "one", "--from-literal=x=1", "--from-literal=y=2")
    assert made == "configmap/one created\n"
    kubectl("create", "cm", "two", f"--from-file={file}", f"--from-file=named={file}")
    kubectl("create", "cm", "three", f"--from-env-file={tmp_path / 'values.env'}")
    kubectl("create", "cm", "four", f"--from-file={folder}")

    assert data_of(kubectl, "cm/one") == {"x": "1", "y": "2"}
    assert data_of(kubectl, "cm/two") == {"a.txt": "hello\n", "named": "hello\n"}
    assert data_of(kubectl, "cm/three") == {"A": "1", "B": "2"}
    assert data_of(kubectl, "cm/four") == {"a.txt": "hello\n"}


def test_secrets_of_every_sort(kubectl: Kubectl, tmp_path: Path) -> None:
    tls = serving_tls(tmp_path, ["localhost"], datetime.now(UTC)).server
    kubectl("create", "secret", "generic", "plain", "--from-literal=p=1", "--type=foo/bar")
    kubectl("create", "secret", "tls", "pair", f"--cert={tls.certificate_file}",
            f"--key={tls.key_file}")  # fmt: skip
    kubectl("create", "secret", "docker-registry", "pull", "--docker-server=x.invalid",
            "--docker-username=u", "--docker-password=p")  # fmt: skip

    rows = [line.split()[:3] for line in kubectl.lines(["get", "secrets"])[1:]]
    assert rows == [
        ["pair", "kubernetes.io/tls", "2"],
        ["plain", "foo/bar", "1"],
        ["pull", "kubernetes.io/dockerconfigjson", "1"],
    ]
    assert base64.b64decode(data_of(kubectl, "secret/plain")["p"]) == b"1"


def test_creating_without_creating(kubectl: Kubectl) -> None:
    create = ("create", "configmap", "one", "--from-literal=x=1", "-o", "json")
    client = json.loads(kubectl.output(*create, "--dry-run=client"))
    server = json.loads(kubectl.output(*create, "--dry-run=server"))

    assert client["data"] == server["data"] == {"x": "1"}
    assert "uid" not in client["metadata"]
    assert server["metadata"]["namespace"] == kubectl.namespace
    assert kubectl.output("get", "cm") == ""


def test_names_are_checked_and_taken_once(kubectl: Kubectl) -> None:
    kubectl("create", "cm", "one")
    assert 'configmaps "one" already exists' in refusal(kubectl, "create", "cm", "one")
    told = refusal(kubectl, "create", "cm", "Bad_Name")
    assert 'metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain' in told
    name = kubectl.namespace
    assert f'namespaces "{name}" already exists' in refusal(kubectl, "create", "ns", name)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("job j --image=busybox", "jobs of batch/v1"),
        ("cronjob j --image=busybox --schedule=* --", "cronjobs of batch/v1"),
        ("role r --verb=get --resource=pods", "roles of rbac.authorization.k8s.io/v1"),
        ("ingress i --rule=a/b=c:80", "ingresses of networking.k8s.io/v1"),
        ("quota q --hard=pods=1", "resourcequotas of v1"),
        ("poddisruptionbudget p --selector=a=b --min-available=1", "of policy/v1"),
    ],
)
def test_kinds_that_are_not_served_are_named(kubectl: Kubectl, arguments: str, named: str) -> None:
    told = refusal(kubectl, "create", *arguments.split())
    assert "Podlab does not serve" in told
    assert named in told


def test_an_account_and_its_token_are_created(kubectl: Kubectl) -> None:
    assert kubectl.output("create", "serviceaccount", "robot") == "serviceaccount/robot created\n"
    assert kubectl.output("create", "token", "robot").strip()
    kubectl("delete", "serviceaccount", "robot")


def test_deleting_by_label_and_all(kubectl: Kubectl) -> None:
    for name in ("one", "two", "three"):
        kubectl("create", "cm", name)
    kubectl("label", "cm", "one", "set=x")
    kubectl("delete", "cm", "-l", "set=x")
    assert kubectl.lines(["get", "cm", "-o", "name"]) == ["configmap/three", "configmap/two"]

    assert len(kubectl.lines(["delete", "cm", "--all"])) == 2
    assert kubectl.output("delete", "cm", "--all") == "No resources found\n"
    assert 'configmaps "one" not found' in refusal(kubectl, "delete", "cm", "one")
    assert kubectl.output("delete", "cm", "one", "--ignore-not-found") == ""
    assert "no name was specified" in refusal(kubectl, "delete", "cm")


@pytest.mark.parametrize("how", [["--now"], ["--force"], ["--grace-period=1"], ["--wait=false"]])
def test_deleting_a_pod_in_every_way(kubectl: Kubectl, how: list[str]) -> None:
    kubectl("run", "web", "--image=nginx")
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")

    done = kubectl("delete", "pod", "web", *how)
    expected = "force deleted" if how == ["--force"] else "deleted"
    assert f'pod "web" {expected}' in done.stdout
    kubectl("wait", "--for=delete", "pod/web", "--timeout=90s")


def test_default_may_not_be_deleted(kubectl: Kubectl) -> None:
    told = refusal(kubectl, "delete", "namespace", "default")
    assert 'namespaces "default" is forbidden: this namespace may not be deleted' in told
