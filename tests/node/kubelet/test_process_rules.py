"""What a container's process is: its command, its folder, its rights and what it may write."""

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
MOST, CHOWN, MKNOD = 0xA80405FB, 1, 1 << 27
STATUS = "grep -E 'CapEff|CapBnd|NoNewPrivs|^Seccomp:' /proc/self/status"


def redis(name: str, **fields: list[str]) -> JsonObject:
    """Its image has an ENTRYPOINT, which runs its arguments, and a CMD, redis-server."""
    return {"name": name, "image": "redis", **fields}


def test_command_and_args_stand_for_entrypoint_and_cmd_of_the_image(lab: Lab) -> None:
    lab.create(
        "p",
        redis("args", args=["echo", "by the entrypoint"]),
        redis("command", command=["echo", "no cmd:"]),
        redis("both", command=["echo"], args=["a b", "$c", "*"]),
        redis("empty", command=[], args=["echo", "as if unset"]),
        restartPolicy="Never",
    )

    eventually(lambda: lab.phase("p") == "Succeeded")
    assert lab.log("p", "args") == "by the entrypoint\n"
    assert lab.log("p", "command") == "no cmd:\n"
    assert lab.log("p", "both") == "a b $c *\n"
    assert lab.log("p", "empty") == "as if unset\n"


def test_working_folder_replaces_that_of_the_image_and_is_made_where_it_is_missing(
    lab: Lab,
) -> None:
    lab.create(
        "p",
        redis("image", command=["pwd"]),
        {**redis("own", command=["pwd"]), "workingDir": "/etc"},
        {**redis("missing", command=["pwd"]), "workingDir": "/not/there/yet"},
        restartPolicy="Never",
    )

    eventually(lambda: lab.phase("p") == "Succeeded")
    found = [lab.log("p", name) for name in ("image", "own", "missing")]
    assert found == ["/data\n", "/etc\n", "/not/there/yet\n"]


def test_rights_are_what_the_container_keeps_of_the_default_ones(lab: Lab) -> None:
    def holding(name: str, **context: object) -> JsonObject:
        return box(name, STATUS, securityContext=context)

    bind = {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}
    lab.create(
        "p",
        holding("default"),
        holding("few", capabilities=bind, allowPrivilegeEscalation=False),
        holding("less", capabilities={"drop": ["CAP_CHOWN", "mknod"]}),
        holding("user", runAsUser=1000),
        restartPolicy="Never",
    )

    eventually(lambda: lab.phase("p") == "Succeeded")
    found = {
        name: [line.split()[1] for line in lab.log("p", name).splitlines()]
        for name in ("default", "few", "less", "user")
    }
    most, few, less = MOST, 1 << 10, MOST & ~CHOWN & ~MKNOD
    assert found == {
        "default": [f"{most:016x}", f"{most:016x}", "0", "2"],
        "few": [f"{few:016x}", f"{few:016x}", "1", "2"],
        "less": [f"{less:016x}", f"{less:016x}", "0", "2"],
        "user": [f"{0:016x}", f"{most:016x}", "0", "2"],
    }


def test_read_only_root_leaves_volumes_and_what_the_kubelet_brings_writable(lab: Lab) -> None:
    context = {"readOnlyRootFilesystem": True}
    mount = [{"name": "v", "mountPath": "/data"}]
    lab.create("p", box("c", FOREVER, securityContext=context, volumeMounts=mount),
               volumes=[{"name": "v", "emptyDir": {}}])  # fmt: skip
    lab.wait_running("p")

    assert "Read-only" in lab.exec("p", "c", "touch /new")
    assert "Read-only" in lab.exec("p", "c", "touch /tmp/new")
    writable = "/data/new /dev/shm/new /etc/hosts /dev/termination-log"
    line = " && ".join(f"echo 127.0.0.9 x >> {path}" for path in writable.split())
    assert lab.exec("p", "c", f"{line} && echo all") == "all\n"


def test_exec_probe_expands_what_the_manifest_spells_and_a_hook_nothing(lab: Lab) -> None:
    env = [
        {"name": "FILE", "value": "/root/here"},
        {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]
    check = 'test "$(FILE)$(POD)$(NOBODY)$$(FILE)" = "/root/here$(NOBODY)$$(FILE)"'
    probe = {"exec": {"command": ["sh", "-c", check.replace('"', "'")]}, "periodSeconds": 1}
    hook = {"exec": {"command": ["sh", "-c", "echo '$(FILE)' > /tmp/hook"]}}
    lab.create("p", box("c", FOREVER, env=env, readinessProbe={**probe, "timeoutSeconds": 10},
                        lifecycle={"postStart": hook}))  # fmt: skip

    eventually(lambda: lab.status("p", "c").get("ready"))
    assert lab.exec("p", "c", "cat /tmp/hook") == "$(FILE)\n"
