"""The names that containers see: /etc/hosts, hostname and resolv.conf."""

import pytest

from podlab.pods.hosts import hosts_file
from podlab.pods.objects import JsonObject, pod_of
from tests.node.kubelet.lab import Lab, box

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
CLUSTER = "search default.svc.cluster.local svc.cluster.local cluster.local"


def test_names_are_those_of_a_cluster(lab: Lab) -> None:
    aliases = [{"ip": "10.1.2.3", "hostnames": ["one", "two"]}]
    lab.create("p", box("c", FOREVER), box("d", FOREVER, securityContext={"runAsUser": 1000}),
               subdomain="sub", setHostnameAsFQDN=True, hostAliases=aliases)  # fmt: skip
    lab.wait_running("p")
    expected = hosts_file(pod_of(lab.pod("p")), lab.pod("p")["status"]["podIP"])

    assert lab.exec("p", "c", "hostname") == "p.sub.default.svc.cluster.local\n"
    assert lab.exec("p", "c", "cat /etc/hosts") == expected
    assert lab.exec("p", "d", "cat /etc/hosts") == expected
    lab.exec("p", "c", "echo 10.9.9.9 mine >> /etc/hosts")
    assert lab.exec("p", "d", "tail -1 /etc/hosts") == "10.9.9.9 mine\n"


CONFIG = {
    "nameservers": ["10.1.1.1"],
    "searches": ["own.example"],
    "options": [{"name": "ndots", "value": "2"}, {"name": "debug"}],
}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, {CLUSTER, "nameserver 127.0.0.1", "options ndots:5"}),
        ({"dnsPolicy": "Default"}, {"nameserver 127.0.0.1"}),
        (
            {"dnsPolicy": "None", "dnsConfig": CONFIG},
            {"search own.example", "nameserver 10.1.1.1", "options ndots:2 debug"},
        ),
        (
            {"dnsConfig": CONFIG},
            {
                f"{CLUSTER} own.example",
                "nameserver 127.0.0.1",
                "nameserver 10.1.1.1",
                "options ndots:2 debug",
            },
        ),
    ],
)
def test_resolver_says_what_the_policy_says(lab: Lab, fields: JsonObject, lines: set[str]) -> None:
    lab.create("p", box("c", FOREVER), **fields)
    lab.wait_running("p")

    assert set(lab.exec("p", "c", "cat /etc/resolv.conf").splitlines()) == lines
