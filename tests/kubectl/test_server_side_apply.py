"""kubectl apply --server-side on a real node: owners, conflicts, and moving over to it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: c
    image: nginx
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: blue, size: large}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: c, image: nginx}]
"""
SERVER = ("apply", "--server-side", "-f")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "object.yaml"


def owners(kubectl: Kubectl, what: str) -> dict[str, str]:
    shown = kubectl.output("get", what, "-o", "json", "--show-managed-fields")
    entries = json.loads(shown)["metadata"].get("managedFields", [])
    return {entry["manager"]: entry["operation"] for entry in entries}


def test_apply_server_side_makes_changes_and_removes(kubectl: Kubectl, file: Path) -> None:
    file.write_text(SETTINGS)
    assert kubectl.output(*SERVER, str(file)) == "configmap/settings serverside-applied\n"
    assert owners(kubectl, "cm/settings") == {"kubectl": "Apply"}

    file.write_text(SETTINGS.replace(", size: large", ", shape: round"))
    assert kubectl("diff", "--server-side", "-f", str(file), check=False).returncode == 1
    kubectl(*SERVER, str(file))
    assert kubectl("diff", "--server-side", "-f", str(file)).stdout == ""
    data = json.loads(kubectl.output("get", "cm", "settings", "-o", "json"))["data"]
    assert data == {"color": "blue", "shape": "round"}


def test_managed_fields_are_shown_on_demand(kubectl: Kubectl, file: Path) -> None:
    file.write_text(SETTINGS)
    kubectl(*SERVER, str(file), "--field-manager=me")

    assert "managedFields" not in kubectl.output("get", "cm", "settings", "-o", "yaml")
    shown = kubectl.output("get", "cm", "settings", "-o", "yaml", "--show-managed-fields")
    assert "f:color: {}" in shown
    assert "manager: me" in shown


def test_a_conflict_is_told_and_can_be_forced(kubectl: Kubectl, file: Path) -> None:
    file.write_text(POD)
    kubectl(*SERVER, str(file))
    kubectl("set", "image", "pod/web", "c=busybox", "--field-manager=kubectl-edit")
    assert owners(kubectl, "pod/web")["kubectl-edit"] == "Update"

    refused = kubectl(*SERVER, str(file), check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith(
        'error: Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: '
        '.spec.containers[name="c"].image\nPlease review the fields above'
    )
    kubectl(*SERVER, str(file), "--force-conflicts")
    image = kubectl.output("get", "pod", "web", "-o", "jsonpath={.spec.containers[0].image}")
    assert image == "nginx"
    assert "kubectl-edit" not in owners(kubectl, "pod/web")
    kubectl("delete", "pod", "web")


def test_several_conflicts_are_listed(kubectl: Kubectl, file: Path) -> None:
    file.write_text(SETTINGS)
    kubectl(*SERVER, str(file), "--field-manager=a")
    file.write_text(SETTINGS.replace("blue", "red").replace("large", "small"))

    told = kubectl(*SERVER, str(file), "--field-manager=b", check=False).stderr
    assert 'Apply failed with 2 conflicts: conflicts with "a":\n- .data.color\n- .data.size' in told


def test_client_side_apply_moves_over(kubectl: Kubectl, file: Path) -> None:
    file.write_text(SETTINGS)
    kubectl("apply", "-f", str(file))
    assert owners(kubectl, "cm/settings") == {"kubectl-client-side-apply": "Update"}

    file.write_text(SETTINGS.replace("blue", "red").replace(", size: large", ""))
    done = kubectl(*SERVER, str(file))
    assert (done.stdout, done.stderr) == ("configmap/settings serverside-applied\n", "")
    data = json.loads(kubectl.output("get", "cm", "settings", "-o", "json"))["data"]
    assert data == {"color": "red"}
    assert owners(kubectl, "cm/settings") == {"kubectl": "Apply", "kubectl-last-applied": "Apply"}


def test_dry_run_and_mistakes(kubectl: Kubectl, file: Path) -> None:
    file.write_text(POD)
    dry = kubectl.output(*SERVER, str(file), "--dry-run=server")
    assert dry == "pod/web serverside-applied (server dry run)\n"
    assert kubectl.output("get", "pods") == ""

    file.write_text(POD.replace("image: nginx", "imag: nginx"))
    refused = kubectl(*SERVER, str(file), check=False)
    assert refused.returncode == 1
    assert '.spec.containers[name="c"].imag: field not declared in schema' in refused.stderr
    file.write_text(POD.replace("image: nginx", "image: nowhere/nothing"))
    assert "nowhere" in kubectl(*SERVER, str(file), check=False).stderr


def test_what_may_not_change_is_refused(kubectl: Kubectl, file: Path) -> None:
    file.write_text(POD)
    kubectl(*SERVER, str(file))
    file.write_text(POD.replace("spec:", "spec:\n  restartPolicy: Never"))

    told = kubectl(*SERVER, str(file), check=False).stderr
    assert told.startswith('The Pod "web" is invalid: spec: Forbidden: pod updates may not change')
    kubectl("delete", "pod", "web")


def test_edit_shows_no_managed_fields(kubectl: Kubectl, file: Path) -> None:
    file.write_text(SETTINGS)
    kubectl(*SERVER, str(file))
    editor = {**kubectl.environment, "KUBE_EDITOR": f"{_copier(file.parent)} {file.parent}/seen"}
    done = subprocess.run(
        kubectl.command("edit", "cm", "settings"), env=editor, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "Edit cancelled, no changes made." in done.stderr
    assert "managedFields" not in (file.parent / "seen").read_text()


def _copier(folder: Path) -> Path:
    script = folder / "copy.sh"
    script.write_text('#!/bin/sh\ncp "$2" "$1"\n')
    script.chmod(0o755)
    return script


def test_the_kubelet_and_controllers_own_what_they_write(kubectl: Kubectl, file: Path) -> None:
    file.write_text(DEPLOYMENT)
    kubectl(*SERVER, str(file))
    kubectl("rollout", "status", "deployment/shop", "--timeout=90s")

    controllers = {"kube-controller-manager": "Update"}
    assert owners(kubectl, "deployment/shop") == {"kubectl": "Apply", **controllers}
    kubectl("wait", "--for=condition=Ready", "pod", "-l", "app=shop", "--timeout=90s")
    pod = kubectl.output("get", "pods", "-l", "app=shop", "-o", "name").strip()
    assert owners(kubectl, pod) == {"kubelet": "Update", **controllers}
    kubectl("delete", "deployment", "shop", "--cascade=foreground")


def test_who_scales_takes_the_number_of_replicas(kubectl: Kubectl, file: Path) -> None:
    file.write_text(DEPLOYMENT.replace("replicas: 1", "replicas: 0"))
    kubectl(*SERVER, str(file))
    kubectl("scale", "deployment", "shop", "--replicas=1")

    told = kubectl(*SERVER, str(file), check=False).stderr
    assert 'with subresource "scale" using apps/v1: .spec.replicas' in told
    file.write_text(DEPLOYMENT.replace("  replicas: 1\n", ""))
    kubectl(*SERVER, str(file))
    replicas = kubectl.output("get", "deployment", "shop", "-o", "jsonpath={.spec.replicas}")
    assert replicas == "1"
    kubectl("delete", "deployment", "shop", "--cascade=foreground")
