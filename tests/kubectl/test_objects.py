"""A real kubectl makes, changes, shows and deletes objects on a real node."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl
from tests.support.waiting import eventually

pytestmark = pytest.mark.kubectl

WEB = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: nginx
  - name: client
    image: busybox
    command: [sh, -c, "while true; do echo ping; sleep 0.2; done"]
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "web.yaml"
    path.write_text(WEB)
    return path


@pytest.fixture
def web(kubectl: Kubectl, manifest: Path) -> str:
    """A Pod of two containers that is ready."""
    kubectl("create", "-f", str(manifest))
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    return "web"


def test_create_wait_get_describe_delete(kubectl: Kubectl, manifest: Path) -> None:
    assert kubectl.output("create", "-f", str(manifest)) == "pod/web created\n"
    waited = kubectl.output("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    assert waited == "pod/web condition met\n"

    header, row = kubectl.lines(["get", "pods", "-o", "wide"])
    assert header.split()[:7] == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"]
    assert row.split()[:4] == ["web", "2/2", "Running", "0"]
    assert row.split()[5].startswith("10.244.")
    assert row.split()[6] == "podlab"

    described = kubectl.output("describe", "pod", "web")
    for line in ("Successfully assigned", "Created container: web", "Started container client"):
        assert line in described
    assert "QoS Class:" in described

    assert 'pod "web" deleted' in kubectl.output("delete", "-f", str(manifest))
    assert kubectl.output("get", "pods") == ""


def test_apply_twice_is_unchanged(kubectl: Kubectl, manifest: Path) -> None:
    apply = ("apply", "-f", str(manifest))

    assert kubectl.output(*apply) == "pod/web created\n"
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    assert kubectl.output(*apply) == "pod/web unchanged\n"
    manifest.write_text(WEB.replace("app: web", "app: shop"))
    assert kubectl("diff", "-f", str(manifest), check=False).returncode == 1
    assert kubectl.output(*apply) == "pod/web configured\n"
    assert kubectl("diff", "-f", str(manifest)).stdout == ""
    assert kubectl.output("get", "pod", "web", "-o", "jsonpath={.metadata.labels.app}") == "shop"


def test_label_annotate_and_patch(kubectl: Kubectl, web: str) -> None:
    kubectl("label", "pod", web, "tier=front")
    kubectl("annotate", "pod", web, "why=because")
    kubectl("patch", "pod", web, "-p", '{"metadata":{"labels":{"a":"1"}}}')
    kubectl("patch", "pod", web, "--type=merge", "-p", '{"metadata":{"labels":{"b":"2"}}}')
    remove = '[{"op":"remove","path":"/metadata/labels/a"}]'
    kubectl("patch", "pod", web, "--type=json", "-p", remove)

    metadata = json.loads(kubectl.output("get", "pod", web, "-o", "json"))["metadata"]
    assert metadata["labels"] == {"app": "web", "tier": "front", "b": "2"}
    assert metadata["annotations"]["why"] == "because"
    assert kubectl.output("get", "pods", "-l", "tier in (front),!a", "-o", "name") == "pod/web\n"
    assert kubectl.output("get", "pods", "-l", "tier!=front", "-o", "name") == ""


def test_edit_changes_what_the_editor_wrote(kubectl: Kubectl, web: str) -> None:
    editor = {**kubectl.environment, "KUBE_EDITOR": "sed -i s/app:.web/app:\\ edited/"}
    done = subprocess.run(
        kubectl.command("edit", "pod", web), env=editor, capture_output=True, text=True, check=False
    )
    assert done.stdout == "pod/web edited\n", done.stderr
    assert kubectl.output("get", "pods", "-l", "app=edited", "-o", "name") == "pod/web\n"


def test_config_maps_and_secrets_arrive_as_protobuf(kubectl: Kubectl) -> None:
    kubectl("create", "configmap", "settings", "--from-literal=color=blue")
    kubectl("create", "secret", "generic", "password", "--from-literal=word=xyz")

    color = kubectl.output("get", "cm", "settings", "-o", "jsonpath={.data.color}")
    word = kubectl.output("get", "secret", "password", "-o", "jsonpath={.data.word}")
    assert (color, word) == ("blue", "eHl6")
    assert kubectl.lines(["get", "secrets"])[1].split()[:3] == ["password", "Opaque", "1"]
    kubectl("delete", "cm/settings", "secret/password")


def test_a_namespace_goes_with_its_pods(kubectl: Kubectl, manifest: Path) -> None:
    name = f"{kubectl.namespace}-b"
    kubectl("create", "namespace", name)
    kubectl("apply", "-f", str(manifest), "-n", name)
    kubectl("wait", "--for=condition=Ready", "pod/web", "-n", name, "--timeout=90s")

    assert f'namespace "{name}" deleted' in kubectl.output("delete", "namespace", name)
    assert "not found" in kubectl("get", "namespace", name, check=False).stderr


def test_mistakes_are_told_as_a_cluster_tells_them(kubectl: Kubectl, manifest: Path) -> None:
    def refusal(text: str) -> str:
        manifest.write_text(text)
        done = kubectl("create", "-f", str(manifest), check=False)
        assert done.returncode == 1
        return done.stderr

    assert 'strict decoding error: unknown field "spec.containers[0].imag"' in refusal(
        WEB.replace("image: nginx", "imag: nginx")
    )
    several = refusal(WEB.replace("name: web\n    image: nginx", "name: W_b\n    tty: false"))
    assert several.startswith('The Pod "web" is invalid:')
    assert "* spec.containers[0].name: Invalid value" in several
    assert "* spec.containers[0].image: Required value" in several
    assert "spec.hostNetwork" in refusal(WEB.replace("spec:", "spec:\n  hostNetwork: true"))
    assert "nowhere" in refusal(WEB.replace("image: nginx", "image: nowhere/nothing"))
    assert kubectl.output("get", "pods") == ""


def test_what_is_not_served_is_said(kubectl: Kubectl) -> None:
    def words(*arguments: str) -> str:
        done = kubectl(*arguments, check=False)
        assert done.returncode == 1
        return done.stderr

    assert "the server doesn't have a resource type" in words("get", "jobs")
    assert "does not serve jobs" in words("create", "job", "j", "--image=nginx")
    assert 'pods "nope" not found' in words("get", "pod", "nope")


def test_version_discovery_and_permissions(kubectl: Kubectl) -> None:
    assert "Server Version: v1.32" in kubectl.output("version")
    resources = kubectl.output("api-resources", "-o", "name").split()
    assert {"pods", "configmaps", "secrets", "events", "namespaces", "nodes"} <= set(resources)
    assert kubectl.output("auth", "can-i", "create", "pods") == "yes\n"
    assert "podlab-admin" in kubectl.output("auth", "whoami")
    eventually(lambda: "docker://" in kubectl.output("get", "nodes", "-o", "wide"))
    assert kubectl.lines(["get", "nodes"])[1].split()[:2] == ["podlab", "Ready"]
