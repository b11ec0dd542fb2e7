"""What a Pod's containers share, and how their states read."""

import re

import pytest

from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

SERVE = "echo hello > /tmp/index.html; httpd -f -p 8080 -h /tmp"
FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"


def test_containers_of_one_pod_share_localhost(lab: Lab) -> None:
    lab.create("p", box("web", SERVE), box("client", FOREVER))
    lab.wait_running("p")

    def answered() -> bool:
        return lab.exec("p", "client", "timeout 3 wget -qO- http://localhost:8080/") == "hello\n"

    eventually(answered)
    assert lab.phase("p") == "Running"


def test_containers_of_one_pod_share_ipv6_loopback_and_the_pod_ip(lab: Lab) -> None:
    lab.create("p", box("web", SERVE), box("client", FOREVER))
    lab.wait_running("p")
    address = lab.pod("p")["status"]["podIP"]

    assert address.startswith("10.244.")
    hosts = (address, "[::1]", "p")
    line = "; ".join(f"timeout 3 wget -qO- http://{host}:8080/" for host in hosts)
    eventually(lambda: lab.exec("p", "client", line) == "hello\n" * 3)


def test_pod_has_no_network_but_loopback_and_no_resolver_of_the_host(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER))
    lab.wait_running("p")

    assert lab.exec("p", "c", "ls /sys/class/net") == "lo\n"
    assert "nameserver 127.0.0.1\n" in lab.exec("p", "c", "cat /etc/resolv.conf")
    assert lab.exec("p", "c", "cat /etc/resolv.conf").count("nameserver") == 1


def test_emptydir_is_shared_writable_by_anyone_and_survives_a_restart(lab: Lab) -> None:
    mount = [{"name": "shared", "mountPath": "/data"}]
    user = {"runAsUser": 1000}
    writer = box("writer", "date >> /data/starts; sleep 0.5", volumeMounts=mount)
    reader = box("reader", FOREVER, volumeMounts=mount, securityContext=user)
    lab.create("p", writer, reader, volumes=[{"name": "shared", "emptyDir": {}}])

    eventually(lambda: lab.status("p", "writer").get("restartCount") == 1)
    eventually(lambda: lab.exec("p", "reader", "wc -l < /data/starts") == "2\n")
    assert lab.exec("p", "reader", "echo ok > /data/mine && cat /data/mine") == "ok\n"


def test_emptydir_hides_what_the_image_has_there(lab: Lab) -> None:
    mount = [{"name": "empty", "mountPath": "/etc"}]
    lab.create("p", box("c", FOREVER, volumeMounts=mount), volumes=[{"name": "empty"}])
    lab.wait_running("p")

    assert "passwd" not in lab.exec("p", "c", "ls /etc")


def test_memory_volume_is_one_bounded_tmpfs_for_all(lab: Lab) -> None:
    mount = [{"name": "ram", "mountPath": "/ram"}]
    volume = {"name": "ram", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}
    first, second = (box(name, FOREVER, volumeMounts=mount) for name in ("a", "b"))
    lab.create("p", first, second, volumes=[volume])
    lab.wait_running("p")

    assert "No space left" in lab.exec("p", "a", "dd if=/dev/zero of=/ram/big bs=64k count=99")
    assert lab.exec("p", "b", "stat -c %s /ram/big") == f"{1 << 20}\n"


def test_each_container_is_bounded_and_without_dangerous_rights(lab: Lab) -> None:
    limits = {"limits": {"memory": "64Mi", "cpu": "250m"}}
    lab.create("p", box("c", FOREVER, resources=limits), box("plain", FOREVER))
    lab.wait_running("p")

    found = {
        each["Names"][0].split(".")[1]: lab.engine.inspect(each["Id"])["HostConfig"]
        for each in lab.engine.containers()
        if "_pause_" not in each["Names"][0]
    }
    assert (found["c"]["Memory"], found["c"]["MemorySwap"]) == (64 << 20, 64 << 20)
    assert (found["c"]["CpuQuota"], found["c"]["PidsLimit"]) == (25_000, 128)
    assert found["plain"]["Memory"] == 4 << 30
    assert found["plain"]["RestartPolicy"]["Name"] == "no"
    assert found["plain"]["LogConfig"]["Config"] == {"max-size": "1m", "max-file": "2"}
    assert not {"NET_RAW", "NET_ADMIN", "SYS_ADMIN"} & set(found["plain"]["CapAdd"])


def test_command_and_environment_are_expanded(lab: Lab) -> None:
    lab.configure("settings", COLOUR="blue")
    container = {
        "name": "c",
        "image": "busybox",
        "command": ["echo", "$(WHO) $(COLOUR) $$(WHO) $(NOBODY)"],
        "envFrom": [{"configMapRef": {"name": "settings"}}],
        "env": [{"name": "WHO", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
    }
    lab.create("p", container, restartPolicy="Never")

    eventually(lambda: lab.phase("p") == "Succeeded")
    assert lab.log("p", "c") == "p blue $(WHO) $(NOBODY)\n"


PULLED = re.compile(
    r'Successfully pulled image "busybox" in (\S+s) \(\1 including waiting\)'
    r"\. Image size: [1-9]\d+ bytes\."
)


@pytest.mark.parametrize("policy", ["Always", "IfNotPresent", "Never"])
def test_started_pod_is_told_in_the_kubelets_events(lab: Lab, policy: str) -> None:
    lab.create("p", box("c", FOREVER, imagePullPolicy=policy))
    lab.wait_running("p")

    eventually(lambda: "Started" in lab.reasons("p"))
    found = [(reason, PULLED.sub("newest", text)) for reason, text in lab.events("p")]
    asked = [("Pulling", 'Pulling image "busybox"'), ("Pulled", "newest")]
    assert found == [
        ("Scheduled", "Successfully assigned default/p to podlab"),
        *(
            asked
            if policy == "Always"
            else [("Pulled", 'Container image "busybox" already present on machine')]
        ),
        ("Created", "Created container: c"),
        ("Started", "Started container c"),
    ]


def test_observer_is_told_before_and_after_each_start(lab: Lab) -> None:
    mount = [{"name": "v", "mountPath": "/data", "readOnly": True}]
    pod = lab.create("p", box("c", FOREVER, volumeMounts=mount), volumes=[{"name": "v"}])
    lab.wait_running("p")

    uid = pod["metadata"]["uid"]
    (sandbox,), (container,) = lab.watcher.sandboxes, lab.watcher.containers
    assert (sandbox.pod_uid, sandbox.name, dict(sandbox.volumes)) == (
        uid, "p", {"v": f"podlab-{uid}.v"},
    )  # fmt: skip
    assert [(each.volume, each.mount_path, each.read_only) for each in container.mounts] == [
        ("v", "/data", True)
    ]
    assert sandbox.pid > 0
    assert container.pid > 0
