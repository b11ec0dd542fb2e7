"""The kernel's namespaces of running containers, as the API tells them and as `readlink` does."""

import json
import time
from typing import Any

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

CONTAINERS = """
  terminationGracePeriodSeconds: 0
  containers:
  - {name: one, image: busybox, command: [sleep, "3600"]}
  - {name: two, image: busybox, command: [sleep, "3600"]}
"""
SECONDS = 180.0


def pod(name: str, more: str = "", containers: str = CONTAINERS) -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:{more}{containers}"


def namespaces(kubectl: Kubectl, name: str) -> dict[str, dict[str, int | None]]:
    """By container, the pause container as "", once the kernel has told them all."""
    path = f"/apis/observation.podlab/v1/namespaces/{kubectl.namespace}/pods/{name}/namespaces"
    end = time.monotonic() + SECONDS
    while True:
        told: dict[str, Any] = json.loads(kubectl("get", "--raw", path).stdout)
        found = {each["name"]: each["namespaces"] for each in told["containers"]}
        found[""] = told["pause"]["namespaces"]
        if len(found) > 1 and all(None not in each.values() for each in found.values()):
            return found
        assert time.monotonic() < end, told
        time.sleep(0.2)


def test_containers_share_what_the_pause_container_holds(kubectl: Kubectl) -> None:
    """And processes only where the manifest says so; the numbers are those that readlink shows."""
    both = pod("plain") + "---\n" + pod("sharing", "\n  shareProcessNamespace: true")
    kubectl("apply", "-f", "-", stdin=both)
    kubectl("wait", "--for=condition=Ready", "pod/plain", "pod/sharing", "--timeout=90s")
    plain, sharing = namespaces(kubectl, "plain"), namespaces(kubectl, "sharing")

    for found in (plain, sharing):
        assert {kind for kind in ("net", "ipc") if len(values(found, kind)) == 1} == {"net", "ipc"}
        assert len(values(found, "mnt")) == 3
    assert len(values(plain, "pid")) == 3
    assert len(values(sharing, "pid")) == 1
    for kind in ("net", "pid", "mnt", "uts", "ipc", "cgroup", "user"):
        link = kubectl("exec", "plain", "-c", "two", "--", "readlink", f"/proc/self/ns/{kind}")
        assert link.stdout.strip() == f"{kind}:[{plain['two'][kind]}]"
    apart = [plain["one"], sharing["one"]]
    for kind in ("net", "ipc", "uts", "pid", "mnt"):
        assert apart[0][kind] != apart[1][kind]


def values(found: dict[str, dict[str, int | None]], kind: str) -> set[int | None]:
    return {each[kind] for each in found.values()}
