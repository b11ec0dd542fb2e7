"""What leads out of a Pod: drawn, named for the page's script, and told."""

from xml.etree import ElementTree as ET

import pytest

from podlab.sandbox.live.activity import ActivityLog
from podlab.sandbox.picture import Activity, draw_pod, pod_in_words, pod_view
from tests.web.picture.pods import JsonObject, hello, with_status

EVIL = "<script>&\"'"
ENTRIES = [
    {"kind": "request", "from": "client", "to": "redis-a", "port": 6379, "outgoing": True,
     "iface": "eth0", "peer": "10.245.0.3", "protocol": "redis", "method": "GET", "status": "+OK"},
    {"kind": "refused", "from": "client", "to": EVIL, "port": 81, "outgoing": True,
     "iface": "eth0", "peer": "10.245.0.4", "errno": "ECONNREFUSED"},
    {"kind": "request", "from": "10.245.0.9", "to": "web", "port": 80, "outgoing": False,
     "iface": "eth0", "peer": "10.245.0.9", "protocol": "http", "method": "GET", "status": 200},
]  # fmt: skip


def networked() -> JsonObject:
    pod = with_status(hello())
    pod["metadata"]["annotations"] = {"podlab.dev/network": "namespace"}
    return pod


def seen() -> Activity:
    log = ActivityLog()
    for entry in ENTRIES:
        log.add(entry)
    return log.activity()


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_each_pair_has_a_line_that_the_page_finds(narrow: bool) -> None:
    svg = ET.fromstring(draw_pod(pod_view(networked(), seen()), narrow=narrow))  # noqa: S314 -- our own
    notes = [each for each in svg.iter() if each.get("data-iface") and each.tag == "g"]
    named = [(each.get("data-client"), each.get("data-server")) for each in notes]

    assert named == [("client", "redis-a"), ("client", EVIL), ("10.245.0.9", "web")]
    height = float(svg.get("height", "0"))
    assert all(float(box.get("y", "0")) < height for box in svg.iter("rect"))
    assert not [each for each in svg.iter() if each.tag == "script"]


def test_a_pod_without_a_network_has_no_second_bar() -> None:
    assert "eth0" not in draw_pod(pod_view(with_status(hello()), seen()))
    assert "eth0 10.244.0.7" in draw_pod(pod_view(networked()))


def test_what_crossed_is_told_and_is_not_the_localhosts() -> None:
    told = pod_in_words(pod_view(networked(), seen()))

    assert told[-5:] == (
        "All containers share one localhost. web declares port 80, and nobody was heard on it.",
        "On eth0 it has the address 10.244.0.7, where other Pods reach it.",
        "Through eth0 client asks redis-a on port 6379: GET +OK.",
        f"Through eth0 client asks {EVIL} on port 81: ECONNREFUSED.",
        "Through eth0 10.245.0.9 asks web on port 80: GET 200.",
    )
