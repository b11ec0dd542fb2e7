"""A real kubectl sees claims, their volumes and their class, as with a provisioner of folders."""

import re

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 64Mi}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
  containers:
  - name: c
    image: busybox
    command: [sh, -c, "sleep 600"]
    volumeMounts: [{name: v, mountPath: /data}]
"""


def pod(name: str) -> str:
    return POD.replace("NAME", name)


def status(kubectl: Kubectl, *wanted: str) -> list[str]:
    """The cells of `kubectl get`, without its last column: the age."""
    return kubectl.output("get", *wanted, "--no-headers").split()[:-1]


def wait_bound(kubectl: Kubectl) -> str:
    kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/data", "--timeout=90s")
    return kubectl.output("get", "pvc", "data", "-o", "jsonpath={.spec.volumeName}")


def test_claim_waits_for_its_first_pod_and_outlives_it(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=CLAIM)
    assert status(kubectl, "pvc", "data") == ["data", "Pending", "standard", "<unset>"]

    kubectl("apply", "-f", "-", stdin=pod("first"))
    kubectl("wait", "--for=condition=Ready", "pod/first", "--timeout=90s")
    volume = wait_bound(kubectl)
    assert status(kubectl, "pvc", "data") == [
        "data", "Bound", volume, "64Mi", "RWO", "standard", "<unset>",
    ]  # fmt: skip
    claimed = f"{kubectl.namespace}/data"
    assert status(kubectl, "pv", volume) == [
        volume, "64Mi", "RWO", "Delete", "Bound", claimed, "standard", "<unset>",
    ]  # fmt: skip
    kubectl("exec", "first", "--", "sh", "-c", "echo kept > /data/token")

    kubectl("delete", "pod", "first")
    assert wait_bound(kubectl) == volume

    kubectl("apply", "-f", "-", stdin=pod("second"))
    kubectl("wait", "--for=condition=Ready", "pod/second", "--timeout=90s")
    assert kubectl.output("exec", "second", "--", "cat", "/data/token") == "kept\n"


def test_claim_in_use_is_kept_until_the_pod_is_gone(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=CLAIM)
    kubectl("apply", "-f", "-", stdin=pod("user"))
    kubectl("wait", "--for=condition=Ready", "pod/user", "--timeout=90s")
    volume = wait_bound(kubectl)

    kubectl("delete", "pvc", "data", "--wait=false")
    assert status(kubectl, "pvc", "data")[:2] == ["data", "Terminating"]
    described = kubectl.output("describe", "pvc", "data")
    assert re.search(r"Used By:\s+user\n", described)
    assert re.search(r"Finalizers:\s+\[kubernetes.io/pvc-protection]\n", described)
    assert "Successfully provisioned volume pvc-" in described

    kubectl("delete", "pod", "user")
    kubectl("wait", "--for=delete", "pvc/data", "--timeout=90s")
    gone = kubectl("get", "pv", volume, check=False)
    assert f'persistentvolumes "{volume}" not found' in gone.stderr


def test_pod_waits_for_a_claim_that_is_missing(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=pod("early"))
    kubectl("wait", "--for=condition=PodScheduled=False", "pod/early", "--timeout=90s")
    why = kubectl.output("get", "pod", "early", "-o", "jsonpath={.status.conditions[0].message}")
    assert why.startswith('0/1 nodes are available: persistentvolumeclaim "data" not found.')

    kubectl("apply", "-f", "-", stdin=CLAIM)
    kubectl("wait", "--for=condition=Ready", "pod/early", "--timeout=90s")


def test_claim_says_why_it_waits(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=CLAIM.replace("spec:", "spec:\n  storageClassName: fast"))
    reason = ["wait", "--for=jsonpath={.reason}=ProvisioningFailed", "events", "--timeout=90s"]
    kubectl(*reason, "--all")

    described = kubectl.output("describe", "pvc", "data")
    assert 'storageclass.storage.k8s.io "fast" not found' in described


def test_the_class_is_the_default_and_waits_for_a_pod(kubectl: Kubectl) -> None:
    cells = kubectl.output("get", "storageclass", "--no-headers").split()[:-1]
    assert cells == [
        "standard", "(default)", "local.podlab", "Delete", "WaitForFirstConsumer", "false",
    ]  # fmt: skip


def test_claim_is_not_changed_and_not_made_where_its_wish_cannot_be_had(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=CLAIM)
    more = kubectl("apply", "-f", "-", stdin=CLAIM.replace("64Mi", "1Gi"), check=False)
    assert "spec is immutable after creation" in more.stderr

    many = CLAIM.replace("ReadWriteOnce", "ReadWriteMany").replace("name: data", "name: many")
    refused = kubectl("apply", "-f", "-", stdin=many, check=False)
    assert "the class here makes ReadWriteOnce volumes" in refused.stderr
