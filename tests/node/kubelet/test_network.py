"""Pods that ask for a network: `eth0`, names, and what stays out of reach."""

from functools import partial

import pytest

from podlab.node.engine.errors import EngineError
from podlab.node.engine.networks import list_networks, make_network
from podlab.pods.defaults import default_object
from podlab.pods.networking.annotation import ANNOTATION, NAMESPACE
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

ASKS = {ANNOTATION: NAMESPACE}
FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
SERVE = "mkdir -p /tmp/w; hostname > /tmp/w/index.html; httpd -f -p 8080 -h /tmp/w"


def joined(lab: Lab, name: str, line: str = FOREVER, **more: object) -> None:
    """A Pod on the namespace's network, with its name as its label `app`."""
    metadata = {"name": name, "namespace": "default", "annotations": ASKS, "labels": {"app": name}}
    spec = {"containers": [box("c", line)], "terminationGracePeriodSeconds": 1, **more}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    lab.store.create("pods", default_object("Pod", pod))


def service(lab: Lab, name: str, **selector: str) -> None:
    metadata = {"name": name, "namespace": "default"}
    spec: JsonObject = {"selector": selector, "clusterIP": "None"}
    lab.store.create(
        "services", {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
    )


def answers(lab: Lab, pod: str, line: str, wanted: str) -> bool:
    return lab.exec(pod, "c", line) == wanted


def address(lab: Lab, name: str) -> str:
    return str(lab.pod(name)["status"]["podIP"])


def test_pods_that_ask_reach_each_other_by_address_and_by_their_services_names(lab: Lab) -> None:
    service(lab, "web", app="server")
    joined(lab, "server", SERVE)
    joined(lab, "client")
    lab.wait_running("server")
    lab.wait_running("client")
    where = address(lab, "server")

    for host in (where, "web", "web.default", "web.default.svc.cluster.local"):
        line = f"timeout 5 wget -qO- http://{host}:8080/"
        eventually(partial(answers, lab, "client", line, "server\n"))
    assert f"inet {where}/26" in lab.exec("server", "c", "ip addr show eth0")
    assert "refused" in lab.exec("client", "c", "wget -qO- http://localhost:8080/ 2>&1")


def test_a_namespace_has_one_network_although_its_making_is_tried_again(lab: Lab) -> None:
    joined(lab, "p")
    lab.wait_running("p")

    with pytest.raises(EngineError, match="already exists"):
        make_network(lab.engine, "default")
    assert len(list_networks(lab.engine)) == 1


def test_on_the_network_there_is_no_host_no_ipv6_and_no_other_name(lab: Lab) -> None:
    joined(lab, "p")
    lab.create("alone", box("c", FOREVER))
    lab.wait_running("p")
    lab.wait_running("alone")
    gateway = address(lab, "p").rsplit(".", 1)[0] + ".1"

    assert lab.exec("p", "c", "ip -6 addr show eth0") == ""
    assert "::1/128" in lab.exec("p", "c", "ip -6 addr show lo")
    resolver = lab.exec("p", "c", "cat /etc/resolv.conf")
    assert resolver == (
        "search default.svc.cluster.local svc.cluster.local cluster.local\n"
        "nameserver 127.0.0.11\noptions ndots:5\n"
    )
    assert "NXDOMAIN" in lab.exec("p", "c", "timeout 4 nslookup nobody 2>&1")
    for host in (gateway, address(lab, "alone"), "1.1.1.1"):
        answer = lab.exec("p", "c", f"timeout 3 wget -qO- http://{host}:22/ 2>&1; echo $?")
        assert answer.splitlines()[-1] != "0"
        assert "refused" not in answer  # a host would say so
    assert lab.exec("alone", "c", "ls /sys/class/net") == "lo\n"


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"dnsPolicy": "Default"}, "nameserver 127.0.0.1\n"),
        (
            {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["10.9.8.7"]}},
            "nameserver 10.9.8.7\n",
        ),
    ],
)
def test_resolver_is_what_the_pods_policy_says(lab: Lab, spec: JsonObject, text: str) -> None:
    joined(lab, "p", **spec)
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /etc/resolv.conf") == text


def test_network_goes_with_the_last_pod_and_a_new_node_takes_over_what_is_there(lab: Lab) -> None:
    joined(lab, "first", SERVE)
    lab.wait_running("first")
    where = address(lab, "first")
    lab.restart()
    joined(lab, "second")
    lab.wait_running("second")

    assert address(lab, "second") != where
    line = f"timeout 5 wget -qO- http://{where}:8080/"
    eventually(lambda: lab.exec("second", "c", line) == "first\n")
    lab.delete("first")
    lab.wait_gone("first")
    assert [each.namespace for each in list_networks(lab.engine)] == ["default"]
    lab.delete("second")
    lab.wait_gone("second")
    assert list_networks(lab.engine) == []
