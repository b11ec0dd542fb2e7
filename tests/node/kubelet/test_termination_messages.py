"""Last words of containers: in a file of their own, or at the end of their log."""

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

NEVER = {"restartPolicy": "Never"}
FALLBACK = {"terminationMessagePolicy": "FallbackToLogsOnError"}


def ended(lab: Lab, name: str, container: str, state: str = "state") -> JsonObject:
    found: JsonObject = lab.status(name, container).get(state, {}).get("terminated", {})
    return found


def message(lab: Lab, name: str, container: str) -> str | None:
    """What the container said last, once it has ended."""
    eventually(lambda: ended(lab, name, container))
    return ended(lab, name, container).get("message")


@pytest.mark.parametrize(
    ("line", "fields", "expected"),
    [
        ("echo -n done > /dev/termination-log", {}, "done"),
        ("echo log; exit 1", {}, None),
        ("echo log; exit 1", FALLBACK, "log\n"),
        ("echo log", FALLBACK, None),
        ("echo log; echo -n file > /dev/termination-log; exit 1", FALLBACK, "file"),
        ("seq 100; exit 1", FALLBACK, "".join(f"{each}\n" for each in range(21, 101))),
        (
            "head -c 3000 /dev/zero | tr '\\0' x; echo -n yz; exit 1",
            FALLBACK,
            "x" * 2046 + "yz",
        ),
        (
            "(head -c 5000 /dev/zero | tr '\\0' x; echo -n yz) > /dev/termination-log",
            {},
            "x" * 4094 + "yz",
        ),
        (
            "stat -c %a /my/words > /my/words; id -u >> /my/words",
            {
                "terminationMessagePath": "/my/words",
                "securityContext": {"runAsUser": 1000, "readOnlyRootFilesystem": True},
            },
            "666\n1000\n",
        ),
    ],
)
def test_message_of_an_ended_container(
    lab: Lab, line: str, fields: JsonObject, expected: str | None
) -> None:
    lab.create("p", box("c", line, **fields), **NEVER)

    assert message(lab, "p", "c") == expected


def test_every_attempt_begins_with_an_empty_file(lab: Lab) -> None:
    line = "wc -c < /dev/termination-log; hostname -i >> /dev/termination-log; exit 1"
    lab.create("p", box("c", line))

    eventually(lambda: lab.status("p", "c").get("restartCount") == 2, 60)

    eventually(lambda: lab.log("p", "c") == "0\n")
    address = lab.pod("p")["status"]["podIP"]
    eventually(lambda: lab.state("p", "c") == "CrashLoopBackOff")
    assert ended(lab, "p", "c", "lastState")["message"] == f"{address}\n"


def test_seventeenth_container_has_a_file_too(lab: Lab) -> None:
    boxes = [box(f"c{each}", "echo -n $HOSTNAME > /dev/termination-log") for each in range(17)]
    lab.create("p", *boxes, **NEVER)

    assert [message(lab, "p", each["name"]) for each in boxes] == ["p"] * 17


def test_messages_share_twelve_kibibytes(lab: Lab) -> None:
    line = "head -c 4096 /dev/zero | tr '\\0' x > /dev/termination-log"
    init = [box("i", line)]
    lab.create("p", *[box(f"c{each}", line) for each in range(3)], initContainers=init, **NEVER)

    for each in ("i", "c0", "c1", "c2"):
        assert message(lab, "p", each) == "x" * 3072


def test_restarted_node_still_knows_the_message_of_a_pod_that_ended(lab: Lab) -> None:
    words = "echo -n {} > /dev/termination-log"
    forever = box("b", "trap 'exit 0' TERM; while :; do sleep 0.1; done")
    lab.create("over", box("c", words.format("one")), **NEVER)
    lab.create("half", box("c", words.format("two")), forever, **NEVER)
    assert message(lab, "over", "c") == "one"
    eventually(lambda: lab.phase("over") == "Succeeded")

    lab.restart()

    assert message(lab, "over", "c") == "one"
    assert message(lab, "half", "c") == "two"


def test_container_that_ends_while_node_is_down_is_heard(lab: Lab) -> None:
    line = "while [ ! -e /v/end ]; do sleep 0.1; done; echo -n late > /dev/termination-log"
    mount = [{"name": "v", "mountPath": "/v"}]
    lab.create(
        "p", box("c", line, volumeMounts=mount), volumes=[{"name": "v", "emptyDir": {}}], **NEVER
    )
    lab.wait_running("p")

    def end() -> None:
        (container,) = [
            each for each in lab.engine.containers() if "podlab.container" in each["Labels"]
        ]
        lab.engine.run(container["Id"], ["touch", "/v/end"])
        eventually(lambda: lab.engine.inspect(container["Id"])["State"]["Status"] == "exited")

    lab.restart(end)

    assert message(lab, "p", "c") == "late"


def test_flood_in_the_file_is_not_read(lab: Lab) -> None:
    lab.create("p", box("c", "truncate -s 1G /dev/termination-log"), **NEVER)

    text = "Error on reading termination log /dev/termination-log: 1073741824 bytes"
    assert message(lab, "p", "c") == text
