"""An autoscaler follows what Pods use, within its limits, and says what it does."""

from typing import Any

from podlab.pods.objects import JsonObject
from podlab.workloads.defaults import default_object
from tests.node.controllers.conftest import Lab
from tests.support.waiting import eventually

AT_ONCE = {"scaleDown": {"stabilizationWindowSeconds": 0}}
RESOURCE = "horizontalpodautoscalers"
KIND = "HorizontalPodAutoscaler"


def autoscale(lab: Lab, percent: int = 50, **spec: Any) -> JsonObject:
    target = {"type": "Utilization", "averageUtilization": percent}
    wanted = {
        "kind": KIND,
        "apiVersion": "autoscaling/v2",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "maxReplicas": 4,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
            **spec,
        },
    }
    return lab.store.create(RESOURCE, default_object(KIND, wanted))


def deploy(lab: Lab, replicas: int) -> None:
    """A Deployment whose Pods request 100m each."""
    requests = {"resources": {"requests": {"cpu": "100m"}}}
    lab.deploy(replicas)
    template = lab.store.get("deployments", "default", "web")["spec"]["template"]
    template["spec"]["containers"][0] |= requests
    lab.edit("deployments", template=template)


def said(lab: Lab, kind: str) -> str:
    conditions = lab.status(RESOURCE).get("conditions") or []
    return next((each["reason"] for each in conditions if each["type"] == kind), "")


def size(lab: Lab) -> int:
    return int(lab.store.get("deployments", "default", "web")["spec"]["replicas"])


def test_load_scales_up_and_its_end_scales_down(lab: Lab) -> None:
    deploy(lab, 1)
    autoscale(lab, behavior=AT_ONCE)
    lab.meter.millis = 150

    eventually(lambda: size(lab) == 3 and lab.rolled_out())
    assert said(lab, "ScalingActive") == "ValidMetricFound"
    current = {"averageUtilization": 50, "averageValue": "50m"}
    measured = {"type": "Resource", "resource": {"name": "cpu", "current": current}}
    eventually(lambda: lab.status(RESOURCE)["currentMetrics"] == [measured])
    above = "cpu resource utilization (percentage of request) above target"
    assert f"SuccessfulRescale New size: 3; reason: {above}" in lab.events(KIND)

    lab.meter.millis = 0
    eventually(lambda: size(lab) == 1)
    assert "SuccessfulRescale New size: 1; reason: All metrics below target" in lab.events(KIND)


def test_scaling_down_waits_for_the_window(lab: Lab) -> None:
    deploy(lab, 3)
    autoscale(lab)

    eventually(lambda: said(lab, "AbleToScale") == "ScaleDownStabilized")
    assert size(lab) == 3


def test_a_target_that_nobody_knows_is_told(lab: Lab) -> None:
    autoscale(lab)

    eventually(lambda: said(lab, "AbleToScale") == "FailedGetScale")
    assert lab.events(KIND) == ['FailedGetScale deployments/scale.apps "web" not found']


def test_a_pod_without_requests_is_told(lab: Lab) -> None:
    lab.deploy(1)
    autoscale(lab)

    eventually(lambda: said(lab, "ScalingActive") == "FailedGetResourceMetric")
    eventually(lab.rolled_out)
    (pod,) = lab.names("pods")
    missing = f"missing request for cpu in container main of Pod {pod}"
    problem = f"FailedGetResourceMetric failed to get cpu utilization: {missing}"
    eventually(lambda: problem in lab.events(KIND))
    assert size(lab) == 1


def test_a_size_outside_the_bounds_is_corrected(lab: Lab) -> None:
    deploy(lab, 7)
    autoscale(lab)

    eventually(lambda: size(lab) == 4)
    why = "Current number of replicas above Spec.MaxReplicas"
    assert f"SuccessfulRescale New size: 4; reason: {why}" in lab.events(KIND)
