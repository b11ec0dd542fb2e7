"""Hostname, full name and /etc/hosts."""

from typing import Any

import pytest

from podlab.pods.hosts import HEADER, hostname, hosts_file
from tests.pods.observations import make_pod

FULL = "web.sub.a.svc.cluster.local"


@pytest.mark.parametrize(
    ("fields", "name", "line"),
    [
        ({}, "web", "10.244.0.5\tweb\n"),
        ({"hostname": "shop"}, "shop", "10.244.0.5\tshop\n"),
        ({"hostname": f"{'x' * 62}-y"}, "x" * 62, f"10.244.0.5\t{'x' * 62}\n"),
        ({"subdomain": "sub"}, "web", f"10.244.0.5\t{FULL}\tweb\n"),
        ({"subdomain": "sub", "setHostnameAsFQDN": True}, FULL, f"10.244.0.5\t{FULL}\tweb\n"),
        ({"setHostnameAsFQDN": True}, "web", "10.244.0.5\tweb\n"),
    ],
)
def test_name_of_a_pod(fields: dict[str, Any], name: str, line: str) -> None:
    pod = make_pod("a", **fields)

    assert hostname(pod) == name
    assert hosts_file(pod, "10.244.0.5") == HEADER + line


def test_aliases_have_a_line_for_each_address() -> None:
    aliases = [
        {"ip": "10.1.2.3", "hostnames": ["one", "two.example"]},
        {"ip": "10.1.2.3", "hostnames": ["three"]},
        {"ip": "::2"},
    ]

    assert hosts_file(make_pod("a", hostAliases=aliases), "10.244.0.5") == (
        f"{HEADER}10.244.0.5\tweb\n\n# Entries added by HostAliases.\n"
        "10.1.2.3\tone\ttwo.example\n10.1.2.3\tthree\n::2\n"
    )
