"""`kubectl debug --copy-to`: kubectl sends the copy as protobuf, and nothing of it may get lost."""

import json
from typing import Any

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

FULL = """\
apiVersion: v1
kind: Pod
metadata: {name: full, labels: {app: full}, annotations: {note: "a b"}}
spec:
  shareProcessNamespace: true
  activeDeadlineSeconds: 600
  terminationGracePeriodSeconds: 2
  hostname: box
  subdomain: sub
  automountServiceAccountToken: false
  hostAliases: [{ip: 10.0.0.9, hostnames: [a, b]}]
  dnsPolicy: None
  dnsConfig: {nameservers: [127.0.0.1], searches: [x.y], options: [{name: ndots, value: "2"}]}
  securityContext:
    fsGroup: 1000
    supplementalGroups: [5, 6]
    seccompProfile: {type: RuntimeDefault}
    sysctls: [{name: net.ipv4.ping_group_range, value: "0 1"}]
  initContainers:
  - {name: side, image: busybox, restartPolicy: Always, command: [sleep, "3600"]}
  - {name: first, image: busybox, command: ["true"]}
  containers:
  - name: app
    image: busybox
    command: [sh, -c]
    args: ["sleep 3600"]
    workingDir: /tmp
    stdin: true
    tty: true
    env:
    - {name: PLAIN, value: "x"}
    - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
    - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
    - {name: CM, valueFrom: {configMapKeyRef: {name: none, key: k, optional: true}}}
    - {name: SEC, valueFrom: {secretKeyRef: {name: none, key: k, optional: true}}}
    envFrom: [{prefix: P_, configMapRef: {name: none, optional: true}}]
    resources: {limits: {cpu: 500m, memory: 64Mi}, requests: {cpu: 100m}}
    ports: [{name: web, containerPort: 8080}, {containerPort: 53, protocol: UDP}]
    volumeMounts:
    - {name: data, mountPath: /data}
    - {name: cm, mountPath: /cm, readOnly: true}
    - {name: down, mountPath: /down}
    - {name: proj, mountPath: /proj}
    livenessProbe: {tcpSocket: {port: web}, periodSeconds: 60, initialDelaySeconds: 300}
    readinessProbe:
      httpGet: {path: /x, port: 8080, httpHeaders: [{name: A, value: b}]}
      successThreshold: 2
    startupProbe: {exec: {command: ["true"]}, terminationGracePeriodSeconds: 3}
    lifecycle: {postStart: {exec: {command: ["true"]}}, preStop: {sleep: {seconds: 1}}}
    securityContext:
      runAsUser: 0
      runAsNonRoot: false
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL], add: [CHOWN]}
  volumes:
  - {name: data, emptyDir: {medium: Memory, sizeLimit: 4Mi}}
  - {name: plain}
  - {name: cm, configMap: {name: none, optional: true, items: [{key: k, path: p, mode: 0}]}}
  - {name: sec, secret: {secretName: none, optional: true}}
  - name: down
    downwardAPI: {items: [{path: l, mode: 256, fieldRef: {fieldPath: metadata.labels}}]}
  - name: proj
    projected:
      sources:
      - {configMap: {name: none, optional: true}}
      - {secret: {name: none, optional: true, items: [{key: a, path: b}]}}
      - {downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}
"""
KEEP = [f"--keep-{part}" for part in ("labels", "annotations", "liveness", "readiness", "startup")]


def spec(kubectl: Kubectl, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kubectl.output("get", "pod", name, "-o", "json"))["spec"]
    return found


def test_a_copy_has_everything_that_the_pod_has(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=FULL)
    asked = ("debug", "full", "--copy-to=copy", "--same-node", "--image=busybox", "-c", "tool")
    kubectl(*asked, *KEEP, "--keep-init-containers", "--profile=baseline", "--", "sleep", "3600")

    original, copy = spec(kubectl, "full"), spec(kubectl, "copy")

    tool = copy["containers"].pop()
    assert copy == original
    assert (tool["name"], tool["image"], tool["command"]) == ("tool", "busybox", ["sleep", "3600"])
    kubectl("wait", "--for=jsonpath={.status.phase}=Running", "pod/copy", "--timeout=90s")


def test_a_copy_with_another_image_command_and_shared_processes(kubectl: Kubectl) -> None:
    kubectl("run", "app", "--image=nginx")
    kubectl("debug", "app", "--copy-to=image", "--set-image=*=busybox", "--profile=baseline")
    asked = ("debug", "app", "--copy-to=command", "--container=app", "--profile=baseline")
    kubectl(*asked, "--share-processes", "--", "sleep", "3600")

    assert spec(kubectl, "image")["containers"][0]["image"] == "busybox"
    command = spec(kubectl, "command")
    assert command["containers"][0]["command"] == ["sleep", "3600"]
    assert command["shareProcessNamespace"] is True
    kubectl("wait", "--for=condition=Ready", "pod/command", "--timeout=90s")
    assert "/pause" in kubectl.output("exec", "command", "--", "cat", "/proc/1/cmdline")


def test_a_node_is_not_debugged(kubectl: Kubectl) -> None:
    done = kubectl("debug", "node/podlab", "--image=busybox", "--profile=general", check=False)

    assert done.returncode == 1
    for field in ("spec.hostNetwork", "spec.hostPID", "spec.volumes[0].hostPath"):
        assert field in done.stderr
    assert 'violates PodSecurity "baseline:latest": host namespaces' in done.stderr
    assert kubectl.output("get", "pods", "-o", "name") == ""
