"""What all containers of a Pod may use together: the rule, and the engine that keeps it."""

from typing import Any

import pytest

from podlab.node.engine import names
from podlab.node.kubelet.plans.resources import DEFAULT_MEMORY, PIDS, pod_limits, pod_memory
from tests.node.kubelet.lab import Lab, box, eventually
from tests.pods.observations import make_pod, sidecar

MIB = 1 << 20
FOREVER = "trap exit TERM; while true; do sleep 0.1; done"


def bounded(name: str, memory: str = "64Mi", cpu: str = "250m", **fields: Any) -> dict[str, Any]:
    return {"name": name, "resources": {"limits": {"memory": memory, "cpu": cpu}}, **fields}


@pytest.mark.parametrize(
    ("main", "init", "restricted", "mebibytes"),
    [
        ([bounded("a"), bounded("b")], (), False, 128),
        ([bounded("a")], (bounded("i", "100Mi"),), False, 100),
        ([bounded("a")], (bounded("i", "100Mi"), bounded("j", "10Mi")), False, 100),
        ([bounded("a")], (bounded("s", "50Mi", restartPolicy="Always"),), False, 114),
        ([bounded("a")], (bounded("s", "50Mi", restartPolicy="Always"), bounded("i", "100Mi")),
         False, 150),
        ([bounded("a"), "b"], (), False, DEFAULT_MEMORY // MIB),
        ([bounded("a", "8Gi"), "b"], (), False, 8192),
        (["a", "b"], (), False, DEFAULT_MEMORY // MIB),
        (["a", "b"], (), True, 256),
        ([bounded("a"), "b"], (), True, 192),
    ],
)  # fmt: skip
def test_memory_of_a_pod(
    main: list[Any], init: tuple[Any, ...], restricted: bool, mebibytes: int
) -> None:
    pod = make_pod(*main, init=init)

    assert pod_memory(pod, restricted=restricted) == mebibytes * MIB


def test_cpu_and_processes_leave_room_for_an_ephemeral_container_and_for_ours() -> None:
    pod = make_pod(bounded("a"), bounded("b", cpu="1"), init=(sidecar("s"),))

    found = pod_limits(pod, restricted=False)

    assert found.cpu_millis == 250 + 1000 + 500 + 500 + 500
    assert found.pids == 5 * PIDS
    assert found.cpu_shares == 1280
    assert pod_limits(make_pod("a"), restricted=False).cpu_shares == 2


def nested(lab: Lab) -> None:
    if not lab.engine.nests_cgroups:
        pytest.skip("this engine's cgroups cannot hold one another: it has cgroup v2 or systemd")


@pytest.mark.docker
def test_containers_live_in_the_cgroup_of_their_pause_container(lab: Lab) -> None:
    nested(lab)
    limit = {"limits": {"memory": "64Mi", "cpu": "250m"}}
    lab.create("web", box("a", FOREVER, resources=limit), box("b", FOREVER, resources=limit))
    lab.wait_running("web")

    found = {each["Id"]: lab.engine.inspect(each["Id"]) for each in lab.engine.containers()}
    pauses = [
        each
        for each in found.values()
        if each["Config"]["Labels"].get(names.ROLE) == names.PAUSE_ROLE
    ]
    pause = pauses[0]["Id"]
    assert pauses[0]["HostConfig"]["Memory"] == (128 + 32) * MIB
    parents = {each["HostConfig"]["CgroupParent"] for each in found.values()}
    assert parents == {"/docker", f"/docker/{pause}"}


@pytest.mark.docker
def test_files_in_memory_count_in_the_pod_when_their_writer_is_gone(lab: Lab) -> None:
    nested(lab)
    limit = {"limits": {"memory": "64Mi", "cpu": "1"}}

    def writer(name: str, then: str) -> dict[str, Any]:
        mount = [{"name": name, "mountPath": "/ram"}]
        line = f"dd if=/dev/zero of=/ram/{name} bs=1M count=45 && {then}"
        return box(name, line, resources=limit, volumeMounts=mount)

    lab.create(
        "web",
        writer("app", "sleep 3600"),
        initContainers=[writer("one", "true"), writer("two", "true")],
        volumes=[
            {"name": name, "emptyDir": {"medium": "Memory"}} for name in ("one", "two", "app")
        ],
        restartPolicy="Never",
    )

    eventually(lambda: lab.phase("web") == "Failed")
    ends = {
        name: lab.status("web", name).get("state", {}).get("terminated", {}).get("exitCode")
        for name in ("one", "two", "app")
    }
    assert ends["one"] == 0
    assert 137 in ends.values()  # 135Mi of files are more than the Pod's 96Mi
