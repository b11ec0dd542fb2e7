"""Services as kubectl makes and shows them, and what their names lead to."""

import json

import pytest

from tests.support.kubectl import Kubectl
from tests.support.waiting import eventually

pytestmark = [pytest.mark.docker, pytest.mark.kubectl]

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: None
  selector: {app: web}
  ports: [{port: 8080}]
"""
POD = """
---
apiVersion: v1
kind: Pod
metadata:
  name: NAME
  labels: {app: APP}
  annotations: {podlab.dev/network: namespace}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: c
      image: busybox
      command: [sh, -c, "hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"]
"""


def pod(name: str, app: str) -> str:
    return POD.replace("NAME", name).replace("APP", app)


def test_a_services_name_leads_to_all_pods_that_it_selects(kubectl: Kubectl) -> None:
    manifest = SERVICE + pod("one", "web") + pod("two", "web") + pod("client", "other")
    kubectl("apply", "-f", "-", stdin=manifest)
    kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=120s")

    def ask() -> str:
        line = "wget -T 5 -qO- http://web:8080/"
        return kubectl("exec", "client", "--", "sh", "-c", line, check=False).stdout.strip()

    seen: set[str] = set()

    def both() -> bool:
        seen.add(ask())
        return {"one", "two"} <= seen

    eventually(both)
    shown = kubectl.lines(["get", "service", "web", "--no-headers"])[0].split()
    assert shown[:5] == ["web", "ClusterIP", "None", "<none>", "8080/TCP"]
    told = kubectl.output("describe", "service", "web")
    assert "app=web" in told
    assert "unchanged" in kubectl("apply", "-f", "-", stdin=SERVICE).stdout
    address = kubectl.output("get", "pod", "one", "-o", "jsonpath={.status.podIP}")
    assert address.startswith("10.245.")
    kubectl("delete", "service", "web")
    assert kubectl.output("get", "services") == ""


def test_kubectl_makes_services(kubectl: Kubectl) -> None:
    made = kubectl("create", "service", "clusterip", "shop", "--tcp=80:80")
    assert "this node has no virtual addresses" in made.stderr
    kubectl("run", "web", "--image=busybox", "--restart=Never", "--", "sleep", "300")
    exposed = kubectl("expose", "pod", "web", "--port=80")
    assert "make these anew: web" in exposed.stderr
    shop = json.loads(kubectl.output("get", "service", "shop", "-o", "json"))
    assert shop["spec"]["selector"] == {"app": "shop"}
    assert shop["spec"]["clusterIPs"] == ["None"]
    kubectl("patch", "service", "shop", "-p", '{"spec":{"selector":{"app":"web"}}}')
    wide = kubectl.lines(["get", "service", "shop", "-o", "wide", "--no-headers"])[0]
    assert wide.split()[-1] == "app=web"


@pytest.mark.parametrize(
    ("spec", "refusal"),
    [
        ("{type: NodePort, selector: {a: b}, ports: [{port: 80}]}", "spec.type: Forbidden"),
        ("{selector: {a: b}}", "spec.ports: Required value"),
        ("{ports: [{port: 80}]}", "spec.selector: Forbidden"),
        (
            "{selector: {a: b}, ports: [{port: 80, targetPort: 8080}]}",
            "spec.ports[0].targetPort: Forbidden: nothing stands between clients and Pods here",
        ),
        ("{clusterIP: 10.96.0.9, selector: {a: b}, ports: [{port: 80}]}", "spec.clusterIP: "),
        ("{selector: {a: b}, ports: [{port: 80}, {port: 81}]}", "spec.ports[0].name: Required"),
    ],
)
def test_what_it_cannot_do_is_refused(kubectl: Kubectl, spec: str, refusal: str) -> None:
    manifest = f"{{apiVersion: v1, kind: Service, metadata: {{name: s}}, spec: {spec}}}"
    told = kubectl("create", "-f", "-", stdin=manifest, check=False)
    assert told.returncode != 0
    assert refusal in told.stderr
