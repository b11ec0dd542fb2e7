"""What the policy of shared installations adds to every Pod."""

import pytest

from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"


def test_pod_runs_as_a_user_of_its_own_without_rights(restricted_lab: Lab) -> None:
    lab = restricted_lab
    lab.create("p", box("c", FOREVER))
    lab.create("q", box("c", FOREVER))
    lab.wait_running("p")
    lab.wait_running("q")

    users = {lab.exec(name, "c", "id -u") for name in ("p", "q")}
    assert len(users - {"0\n"}) == 2
    status = lab.exec("p", "c", "grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status").split()
    assert status == ["CapEff:", "0" * 16, "CapBnd:", "0" * 16, "NoNewPrivs:", "1"]


def test_root_is_read_only_and_tmp_is_small(restricted_lab: Lab) -> None:
    lab = restricted_lab
    lab.create("p", box("c", FOREVER))
    lab.wait_running("p")

    assert "Read-only" in lab.exec("p", "c", "touch /x")
    assert "denied" in lab.exec("p", "c", "echo x >> /etc/hosts")
    assert "No space left" in lab.exec("p", "c", "dd if=/dev/zero of=/tmp/big bs=1M count=60")


def test_emptydir_is_shared_and_exactly_bounded(restricted_lab: Lab) -> None:
    lab = restricted_lab
    mount = [{"name": "v", "mountPath": "/data"}]
    volume = {"name": "v", "emptyDir": {"sizeLimit": "2Mi"}}
    first, second = (box(name, FOREVER, volumeMounts=mount) for name in ("a", "b"))
    lab.create("p", first, second, volumes=[volume])
    lab.wait_running("p")

    assert "No space left" in lab.exec("p", "a", "dd if=/dev/zero of=/data/big bs=64k count=99")
    assert lab.exec("p", "b", "stat -c %s /data/big") == f"{2 << 20}\n"


def test_servers_that_want_root_elsewhere_serve(restricted_lab: Lab) -> None:
    lab = restricted_lab
    servers = [{"name": name, "image": name} for name in ("nginx", "redis")]
    lab.create("p", *servers, box("client", FOREVER))
    lab.wait_running("p")

    def served() -> bool:
        page = lab.exec("p", "client", "timeout 3 wget -qO- http://localhost/")
        return "html" in page and "PONG" in lab.exec("p", "redis", "redis-cli ping")

    eventually(served)
