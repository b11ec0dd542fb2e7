"""kubectl wait, events, auth, config and cluster-info."""

import json
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl


def refusal(kubectl: Kubectl, *arguments: str) -> str:
    done = kubectl(*arguments, check=False)
    assert done.returncode == 1
    return done.stderr


@pytest.fixture
def settings(kubectl: Kubectl) -> str:
    kubectl("create", "configmap", "settings", "--from-literal=x=1")
    return "cm/settings"


@pytest.fixture
def web(kubectl: Kubectl) -> str:
    kubectl("run", "web", "--image=nginx")
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    return "web"


def test_waiting_for_a_value_a_condition_and_an_end(kubectl: Kubectl, web: str) -> None:
    for what in ("jsonpath={.status.phase}=Running", "jsonpath={.status.podIP}",
                 "condition=ContainersReady", "create"):  # fmt: skip
        waited = kubectl.output("wait", f"--for={what}", f"pod/{web}", "--timeout=90s")
        assert waited == "pod/web condition met\n"
    kubectl("delete", "pod", web, "--grace-period=1", "--wait=false")
    kubectl("wait", "--for=delete", f"pod/{web}", "--timeout=90s")
    assert kubectl.output("get", "pods") == ""


def test_waiting_for_what_does_not_come(kubectl: Kubectl, settings: str) -> None:
    for what in ("jsonpath={.data.x}=2", "condition=Ready"):
        told = refusal(kubectl, "wait", f"--for={what}", settings, "--timeout=1s")
        assert told == "error: timed out waiting for the condition on configmaps/settings\n"
    told = refusal(kubectl, "wait", "--for=condition=Ready", "pod/none", "--timeout=1s")
    assert 'pods "none" not found' in told
    assert "timed out" in refusal(kubectl, "wait", "--for=create", "cm/none", "--timeout=1s")


def test_events_of_a_pod_in_every_selection(kubectl: Kubectl, web: str) -> None:
    expected = ["Scheduled", "Pulling", "Pulled", "Created", "Started"]
    told = kubectl.lines(["events", "--for", f"pod/{web}"])
    assert [line.split()[2] for line in told[1:]] == expected

    sort = ["get", "events", "--sort-by=.lastTimestamp"]
    reasons = ["-o", "jsonpath={.items[*].reason}"]
    assert sorted(kubectl.output(*sort, *reasons).split()) == sorted(expected)
    one = [*sort, "--field-selector", f"involvedObject.name={web},reason=Created", *reasons]
    assert kubectl.output(*one) == "Created"
    normal = [*sort, "--field-selector", "type!=Normal", *reasons]
    assert kubectl.output(*normal) == ""
    assert kubectl("events", "--types=Warning").stdout == ""
    assert kubectl("events", "--for", "pod/other").stdout == ""
    kubectl("delete", "pod", web, "--grace-period=1")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("events", "field label not supported: foo"),
        ("pods", "field label not supported: foo"),
        ("cm", '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"'),
    ],
)
def test_fields_that_cannot_be_selected_by(kubectl: Kubectl, kind: str, sentence: str) -> None:
    told = refusal(kubectl, "get", kind, "--field-selector", "foo=bar")
    assert told.rstrip().endswith(f'field selector "foo=bar": {sentence}')


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (["create", "pods"], "yes\n"),
        (["create", "pods", "--subresource=exec"], "yes\n"),
        (["get", "pods/log"], "yes\n"),
        (["patch", "deployments.apps"], "yes\n"),
        (["*", "*"], "yes\n"),
        (["create", "services"], "yes\n"),
        (["delete", "nodes"], "no - Podlab has no such thing\n"),
    ],
)
def test_what_one_may_do(kubectl: Kubectl, question: list[str], answer: str) -> None:
    assert kubectl("auth", "can-i", *question, check=False).stdout == answer


def test_who_one_is(kubectl: Kubectl) -> None:
    rows = [line.split() for line in kubectl.lines(["auth", "can-i", "--list"])]
    assert ["pods/log", "[]", "[]", "[get]"] in rows
    me = json.loads(kubectl.output("auth", "whoami", "-o", "json"))["status"]["userInfo"]
    assert me["username"] == "podlab-admin"


def test_nobody_else_can_be_played(kubectl: Kubectl) -> None:
    told = refusal(kubectl, "get", "pods", "--as=bob")
    assert told.startswith(
        'Error from server (Forbidden): users "bob" is forbidden: User "podlab-admin" cannot '
        'impersonate resource "users"'
    )
    told = refusal(kubectl, "auth", "can-i", "get", "pods", "--as=bob")
    assert "Podlab lets nobody act as somebody else" in told


def test_config_shows_no_secret_and_keeps_a_namespace(kubectl: Kubectl, tmp_path: Path) -> None:
    own = tmp_path / "kubeconfig"
    own.write_text(kubectl.kubeconfig.read_text())
    mine = Kubectl(kubectl.program, own, "", tmp_path)

    def config(*arguments: str) -> str:
        return mine.output("config", *arguments)

    token = json.loads(config("view", "--raw", "-o", "json"))["users"][0]["user"]["token"]
    assert token not in config("view")
    assert config("current-context") == "podlab\n"
    config("set-context", "--current", f"--namespace={kubectl.namespace}")
    assert config("get-contexts").splitlines()[1].split()[-1] == kubectl.namespace


def test_cluster_info_names_the_server(kubectl: Kubectl) -> None:
    told = kubectl.output("cluster-info")
    assert "Kubernetes control plane" in told
    assert "https://127.0.0.1:" in told


@pytest.mark.parametrize("kind", ["deployment", "replicaset", "hpa", "service", "pod.status"])
def test_every_kind_is_explained(kubectl: Kubectl, kind: str) -> None:
    assert "FIELDS:" in kubectl.output("explain", kind)
