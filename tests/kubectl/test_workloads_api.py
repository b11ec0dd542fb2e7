"""A real kubectl writes Deployments and autoscalers; whether Pods come of it is another matter."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

ONE = '{"spec":{"replicas":1}}'
IDLE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: idle}
spec:
  replicas: 0
  selector: {matchLabels: {app: idle}}
  template:
    metadata: {labels: {app: idle}}
    spec:
      containers:
      - name: main
        image: busybox
        command: [sleep, "1000"]
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "idle.yaml"
    path.write_text(IDLE)
    return path


def got(kubectl: Kubectl, *what: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kubectl.output("get", *what, "-o", "json"))
    return found


def test_kubectl_knows_the_groups(kubectl: Kubectl) -> None:
    resources = [line.split() for line in kubectl.lines(["api-resources", "--no-headers"])]

    assert ["deployments", "deploy", "apps/v1", "true", "Deployment"] in resources
    assert ["replicasets", "rs", "apps/v1", "true", "ReplicaSet"] in resources
    autoscalers = ["horizontalpodautoscalers", "hpa", "autoscaling/v2", "true"]
    assert [*autoscalers, "HorizontalPodAutoscaler"] in resources
    assert kubectl.output("auth", "can-i", "create", "deployments.apps") == "yes\n"
    assert kubectl.output("auth", "can-i", "patch", "deployments.apps/scale") == "yes\n"
    assert kubectl("auth", "can-i", "create", "jobs.batch", check=False).stdout.startswith("no")


def test_explain_knows_deployments_and_autoscalers(kubectl: Kubectl) -> None:
    strategy = kubectl.output("explain", "deploy.spec.strategy")
    assert "GROUP:      apps" in strategy
    assert "rollingUpdate\t<RollingUpdateDeployment>" in strategy
    target = kubectl.output("explain", "hpa.spec.metrics.resource.target")
    assert "averageUtilization\t<integer>" in target


def test_create_deployment_and_autoscale_arrive_as_protobuf(kubectl: Kubectl) -> None:
    create = ("create", "deployment", "web", "--image=nginx", "--replicas=0", "--port=80")
    assert kubectl.output(*create) == "deployment.apps/web created\n"
    spec = got(kubectl, "deploy", "web")["spec"]
    assert spec["replicas"] == 0
    [container] = spec["template"]["spec"]["containers"]
    assert container["ports"] == [{"containerPort": 80, "protocol": "TCP"}]

    autoscale = ("autoscale", "deployment", "web", "--min=2", "--max=5", "--cpu=50%")
    assert kubectl.output(*autoscale) == "horizontalpodautoscaler.autoscaling/web autoscaled\n"
    row = kubectl.lines(["get", "hpa", "--no-headers"])[0].split()
    assert row[:6] == ["web", "Deployment/web", "cpu:", "<unknown>/50%", "2", "5"]


def test_autoscale_says_what_the_second_version_has_against_it(kubectl: Kubectl) -> None:
    kubectl("create", "deployment", "web", "--image=nginx", "--replicas=0")
    autoscale = ("autoscale", "deployment", "web", "--max=5", "--cpu=50%")
    kubectl(*autoscale)

    told = kubectl(*autoscale, check=False).stderr
    assert 'horizontalpodautoscalers.autoscaling "web" already exists' in told
    told = kubectl(*autoscale, "--name=A_b", check=False).stderr
    assert 'The HorizontalPodAutoscaler "A_b" is invalid: metadata.name: Invalid value' in told


def test_apply_twice_is_unchanged(kubectl: Kubectl, manifest: Path) -> None:
    apply = ("apply", "-f", str(manifest))

    assert kubectl.output(*apply) == "deployment.apps/idle created\n"
    assert kubectl.output(*apply) == "deployment.apps/idle unchanged\n"
    manifest.write_text(IDLE.replace("1000", "2000"))
    assert kubectl.output(*apply) == "deployment.apps/idle configured\n"
    assert kubectl("diff", "-f", str(manifest)).stdout == ""
    assert kubectl.output("get", "deployments.apps", "-o", "name") == "deployment.apps/idle\n"


def test_set_image_pause_restart_and_history(kubectl: Kubectl, manifest: Path) -> None:
    kubectl("create", "-f", str(manifest))

    assert kubectl.output("rollout", "pause", "deploy/idle") == "deployment.apps/idle paused\n"
    assert got(kubectl, "deploy", "idle")["spec"]["paused"] is True
    kubectl("set", "image", "deploy/idle", "main=busybox:1.36")
    kubectl("rollout", "resume", "deploy/idle")
    kubectl("rollout", "restart", "deploy/idle")

    spec = got(kubectl, "deploy", "idle")["spec"]
    assert "paused" not in spec
    assert spec["template"]["spec"]["containers"][0]["image"] == "busybox:1.36"
    annotations = spec["template"]["metadata"]["annotations"]
    assert "kubectl.kubernetes.io/restartedAt" in annotations


def test_scale_has_an_owner_of_its_own(kubectl: Kubectl, manifest: Path) -> None:
    apply = ("apply", "--server-side", "-f", str(manifest))
    kubectl(*apply)
    assert kubectl.output("scale", "deploy/idle", "--replicas=0") == "deployment.apps/idle scaled\n"
    kubectl("patch", "deploy/idle", "--subresource=scale", "--type=merge", "-p", ONE)

    refused = kubectl(*apply, check=False).stderr

    assert "conflict" in refused
    assert ".spec.replicas" in refused
    assert kubectl.lines(["get", "deploy/idle", "--subresource=scale"])[0].split() == [
        "NAME", "DESIRED", "AVAILABLE", "AGE",
    ]  # fmt: skip
    kubectl(*apply, "--force-conflicts")
    assert got(kubectl, "deploy", "idle")["spec"]["replicas"] == 0


def test_describe_shows_the_template(kubectl: Kubectl, manifest: Path) -> None:
    kubectl("create", "-f", str(manifest))

    described = kubectl.output("describe", "deployment", "idle")

    assert "StrategyType:           RollingUpdate" in described
    assert "RollingUpdateStrategy:  25% max unavailable, 25% max surge" in described
    assert "Selector:               app=idle" in described


def test_a_template_that_nobody_can_run_is_stored_with_a_warning(
    kubectl: Kubectl, manifest: Path
) -> None:
    manifest.write_text(IDLE.replace("image: busybox", "image: nowhere/nothing"))
    stored = kubectl("create", "-f", str(manifest))

    assert stored.stdout == "deployment.apps/idle created\n"
    place = "spec.template.spec.containers[0].image"
    assert f"Warning: no Pod of this template will be let in: {place}: " in stored.stderr


def test_mistakes_are_told_as_a_cluster_tells_them(kubectl: Kubectl, manifest: Path) -> None:
    def refusal(text: str) -> str:
        manifest.write_text(text)
        done = kubectl("create", "-f", str(manifest), check=False)
        assert done.returncode == 1
        return done.stderr

    several = refusal(IDLE.replace("labels: {app: idle}", "labels: {app: other}"))
    assert several.startswith('The Deployment "idle" is invalid:')
    assert '{"app":"other"}: `selector` does not match template `labels`' in several
    assert 'unknown field "spec.template.spec.container"' in refusal(
        IDLE.replace("containers:", "container:")
    )
    missing = kubectl("get", "deploy", "none", check=False).stderr
    assert missing == 'Error from server (NotFound): deployments.apps "none" not found\n'
    quota = kubectl("create", "quota", "much", check=False).stderr
    assert "Podlab does not serve resourcequotas of v1" in quota


def test_a_finalizer_holds_an_object(kubectl: Kubectl) -> None:
    kubectl("create", "configmap", "held")
    hold = '{"metadata":{"finalizers":["example.org/wait"]}}'
    kubectl("patch", "configmap", "held", "--type=merge", "-p", hold)
    kubectl("delete", "configmap", "held", "--wait=false")
    metadata = got(kubectl, "configmap", "held")["metadata"]
    assert metadata["deletionTimestamp"]

    free = '[{"op":"remove","path":"/metadata/finalizers"}]'
    kubectl("patch", "configmap", "held", "--type=json", "-p", free)

    assert "not found" in kubectl("get", "configmap", "held", check=False).stderr


def test_a_finalizer_holds_a_pod_that_has_stopped(kubectl: Kubectl) -> None:
    kubectl("run", "held", "--image=busybox", "--restart=Never", "--", "sleep", "1000")
    hold = '{"metadata":{"finalizers":["example.org/wait"]}}'
    kubectl("patch", "pod", "held", "--type=merge", "-p", hold)
    kubectl("wait", "--for=condition=Ready", "pod/held", "--timeout=90s")
    kubectl("delete", "pod", "held", "--wait=false", "--grace-period=1")
    ended = "--for=jsonpath={.metadata.deletionGracePeriodSeconds}=0"
    kubectl("wait", ended, "pod/held", "--timeout=90s")
    assert kubectl.output("get", "pod", "held", "-o", "jsonpath={.status.phase}") == "Failed"
    assert " Error " in kubectl.output("get", "pod", "held")

    free = '{"metadata":{"finalizers":null}}'
    kubectl("patch", "pod", "held", "--type=merge", "-p", free)

    assert "not found" in kubectl("get", "pod", "held", check=False).stderr
