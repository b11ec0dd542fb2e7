"""Parts of emptyDirs: folders and files, seen by all alike, and never a way out of the volume."""

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
EMPTY = [{"name": "v", "emptyDir": {}}]
MEMORY = [{"name": "v", "emptyDir": {"medium": "Memory"}}]


def at(path: str, part: str = "", **fields: object) -> JsonObject:
    found: JsonObject = {"name": "v", "mountPath": path, **fields}
    return {**found, "subPath": part} if part else found


@pytest.mark.parametrize("volumes", [EMPTY, MEMORY])
def test_part_beside_the_whole_volume_is_seen_alike_by_both(
    lab: Lab, volumes: list[JsonObject]
) -> None:
    one = box("one", FOREVER, volumeMounts=[at("/here", "a/b"), at("/a", "a")])
    whole = box("whole", FOREVER, volumeMounts=[at("/v")])
    lab.create("p", one, whole, volumes=volumes)
    lab.wait_running("p")

    lab.exec("p", "one", "echo from one > /here/file")
    lab.exec("p", "whole", "echo from whole >> /v/a/b/file; mv /v/a/b/file /v/a/b/moved")

    assert lab.exec("p", "one", "cat /a/b/moved; stat -c %a /here /a | tail -c 4") == (
        "from one\nfrom whole\n777\n"
    )
    assert "resource busy" in lab.exec("p", "whole", "mv /v/a /v/c")


@pytest.mark.parametrize("volumes", [EMPTY, MEMORY])
def test_parts_beside_each_other_are_folders_that_are_made_when_missing(
    lab: Lab, volumes: list[JsonObject]
) -> None:
    init = box("i", "mkdir -p /v/a; echo made > /v/a/file", volumeMounts=[at("/v")])
    one = box("one", FOREVER, volumeMounts=[at("/one", "a"), at("/two", "x/b")])
    two = box("two", FOREVER, volumeMounts=[at("/here", "x/b")])
    lab.create("p", one, two, initContainers=[init], volumes=volumes)
    lab.wait_running("p")

    lab.exec("p", "two", "echo from two > /here/file")

    assert lab.exec("p", "one", "cat /one/file /two/file; stat -c %a /two | tail -c 4") == (
        "made\nfrom two\n777\n"
    )


def test_part_is_a_file_that_an_init_container_made(lab: Lab) -> None:
    init = box("i", "mkdir /v/etc; echo one > /v/etc/app.conf", volumeMounts=[at("/v")])
    container = box("c", FOREVER, volumeMounts=[at("/app.conf", "etc/app.conf")])
    lab.create("p", container, initContainers=[init], volumes=EMPTY)
    lab.wait_running("p")

    assert lab.exec("p", "c", "echo two >> /app.conf; cat /app.conf") == "one\ntwo\n"


def test_part_can_be_read_only_and_named_by_a_variable(lab: Lab) -> None:
    name = {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    mounts = [{"name": "v", "mountPath": "/logs", "subPathExpr": "logs/$(POD)", "readOnly": True}]
    container = box("c", FOREVER, env=[name], volumeMounts=[*mounts, at("/v")])
    lab.create("p", container, volumes=EMPTY)
    lab.wait_running("p")

    assert lab.exec("p", "c", "echo x > /v/logs/p/file; cat /logs/file") == "x\n"
    assert "Read-only" in lab.exec("p", "c", "echo x > /logs/file")


def test_group_of_the_pod_owns_its_parts(lab: Lab) -> None:
    container = box("c", FOREVER, volumeMounts=[at("/here", "a/b")])
    context = {"fsGroup": 2000, "runAsUser": 1000, "runAsGroup": 1000}
    lab.create("p", container, volumes=EMPTY, securityContext=context)
    lab.wait_running("p")

    found = lab.exec("p", "c", "echo x > /here/file; stat -c '%a %u %g' /here /here/file")
    assert found == "2777 0 2000\n644 1000 2000\n"


def test_part_outlives_its_container(lab: Lab) -> None:
    line = "cat /here/words; echo again > /here/words; sleep 2; exit 1"
    lab.create("p", box("c", line, volumeMounts=[at("/here", "a")]), volumes=EMPTY)

    eventually(lambda: lab.status("p", "c").get("restartCount") == 1)
    eventually(lambda: lab.log("p", "c") == "again\n")


def problem(lab: Lab) -> str:
    eventually(lambda: lab.state("p", "c") == "CreateContainerConfigError")
    return str(lab.status("p", "c")["state"]["waiting"]["message"])


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ln -s /etc /v/a", "a"),
        ("ln -s / /v/a", "a/etc"),
        ("ln -s ../../../etc /v/a", "a"),
        ("ln -s nothing /v/a", "a"),
        ("mkdir /v/b; ln -s .. /v/b/up; ln -s b/up/../.. /v/a", "a/etc"),
        ("echo > /v/a", "a/etc"),
    ],
)
def test_link_out_of_the_volume_is_not_followed(lab: Lab, line: str, part: str) -> None:
    init = box("i", line, volumeMounts=[at("/v")])
    container = box("c", FOREVER, volumeMounts=[at("/here", part)])
    lab.create("p", container, initContainers=[init], volumes=EMPTY)

    assert problem(lab) == 'failed to prepare subPath for volumeMount "v" of container "c"'


def test_link_inside_the_volume_is_followed(lab: Lab) -> None:
    line = "mkdir -p /v/releases/1; echo one > /v/releases/1/file; ln -s releases/1 /v/current"
    init = box("i", line, volumeMounts=[at("/v")])
    container = box("c", FOREVER, volumeMounts=[at("/here", "current")])
    lab.create("p", container, initContainers=[init], volumes=EMPTY)
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /here/file") == "one\n"


SWAPPER = (
    "cd /v; mkdir -p a real; ln -s /etc trap; "
    "while :; do mv -T a b; mv -T trap a; mv -T a trap; mv -T b a; done 2>/dev/null"
)
SEEN = "ls /here > /out/$(cat /proc/sys/kernel/random/uuid); exit 1"


def test_no_race_leads_out_of_the_volume(lab: Lab) -> None:
    """One container swaps the folder for a link to /etc, as fast as it can, while another that
    mounts it starts again and again.
    """
    out = [{"name": "v", "emptyDir": {}}, {"name": "out", "emptyDir": {}}]
    outlet = {"name": "out", "mountPath": "/out"}
    names = [f"c{each}" for each in range(6)]
    victims = [box(each, SEEN, volumeMounts=[at("/here", "a"), outlet]) for each in names]
    swapper = box("swapper", SWAPPER, restartPolicy="Always", volumeMounts=[at("/v")])
    reader = box("reader", FOREVER, volumeMounts=[outlet])
    lab.create("p", *victims, reader, initContainers=[swapper], volumes=out)

    def starts() -> int:
        return sum(lab.status("p", each).get("restartCount", 0) for each in names)

    eventually(lambda: starts() >= 6, 120)

    assert lab.exec("p", "reader", "cat /out/* | sort -u") == ""
    assert lab.exec("p", "swapper", "readlink /v/trap") == "/etc\n"


def test_observer_is_told_where_parts_are(lab: Lab) -> None:
    init = box("i", "echo x > /v/file", volumeMounts=[at("/v")])
    one = box("one", FOREVER, volumeMounts=[at("/here", "a"), at("/lone", "file")])
    two = box("two", FOREVER, volumeMounts=[at("/here", "a", readOnly=True)])
    lab.create("apart", one, two, initContainers=[init], volumes=EMPTY)
    whole = box("whole", FOREVER, volumeMounts=[at("/v")])
    lab.create("beside", box("part", FOREVER, volumeMounts=[at("/here", "a")]), whole,
               volumes=EMPTY)  # fmt: skip
    lab.wait_running("apart")
    lab.wait_running("beside")

    told = {each.name: [(mount.volume, mount.mount_path, mount.read_only) for mount in each.mounts]
            for each in lab.watcher.containers}  # fmt: skip
    assert told["one"] == [("v", "/here", False)]
    assert told["two"] == [("v", "/here", True)]
    assert told["part"] == [("v", "/here", False)]
    assert told["whole"] == [("v", "/v", False), ("v", "/v/a", False)]


def test_settled_expression_is_seen_by_who_writes_to_the_whole_volume(lab: Lab) -> None:
    env = [{"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]
    here = {"name": "v", "mountPath": "/here", "subPathExpr": "logs/$(NAME)"}
    part = box("part", f"echo hello > /here/log; {FOREVER}", env=env, volumeMounts=[here])
    whole = box("whole", f"touch /v/mine; {FOREVER}", volumeMounts=[at("/v")])
    lab.create("p", part, whole, volumes=EMPTY)
    lab.wait_running("p")

    eventually(lambda: lab.exec("p", "whole", "cat /v/logs/p/log") == "hello\n")
    lab.exec("p", "whole", "echo bye > /v/logs/p/log")
    assert lab.exec("p", "part", "cat /here/log; ls /here") == "bye\nlog\n"
    assert lab.pod("p")["spec"]["containers"][0]["volumeMounts"] == [here]
