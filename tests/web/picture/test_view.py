"""What the picture reads from a Pod's JSON and from what was seen."""

from podlab.sandbox.picture import (
    Activity,
    Connection,
    Listening,
    draw_pod,
    pod_in_words,
    pod_view,
)
from podlab.sandbox.picture.states import TileState
from podlab.sandbox.picture.view import Mount, Socket, Volume
from tests.web.picture.pods import JsonObject, container, hello, mount, with_status


def test_a_pod_without_a_status_is_as_declared() -> None:
    view = pod_view(hello())

    assert (view.phase, view.ip) == ("as declared", "")
    assert {tile.state for tile in view.tiles} == {TileState("Not started", "wait")}
    assert view.sockets == (Socket(80, "web", declared=True, heard=False),)


def test_a_running_pod_has_its_phase_address_and_states() -> None:
    view = pod_view(with_status(hello()))

    assert (view.phase, view.ip) == ("Running", "10.244.0.7")
    assert [tile.state.word for tile in view.tiles] == ["Running"] * 4
    assert all(tile.state.ready for tile in view.tiles)


def test_a_pod_being_deleted_is_terminating() -> None:
    pod = with_status(hello())
    pod["metadata"]["deletionTimestamp"] = "2026-01-02T03:04:05Z"

    assert pod_view(pod).phase == "Terminating"


def test_mounts_name_volume_path_and_mode() -> None:
    view = pod_view(hello())

    assert [tile.mounts for tile in view.tiles] == [
        (),
        (),
        (Mount("shared", "/outbox", read_only=False),),
        (Mount("shared", "/inbox", read_only=True),),
    ]
    assert view.volumes == (Volume("shared", "emptyDir"),)


def test_a_volume_that_nobody_mounts_has_no_place() -> None:
    pod = hello()
    pod["spec"]["volumes"].append({"name": "spare", "configMap": {"name": "spare"}})

    assert [volume.name for volume in pod_view(pod).volumes] == ["shared"]


def test_a_native_sidecar_is_a_tile_and_an_init_container_is_not() -> None:
    pod = hello()
    pod["spec"]["initContainers"] = [container("seed"), container("ship", restartPolicy="Always")]
    view = pod_view(pod)

    assert [tile.name for tile in view.inits] == ["seed"]
    assert next((tile.name, tile.sidecar) for tile in view.tiles) == ("ship", True)


def test_waiting_after_a_crash_says_how_long_and_how_it_ended() -> None:
    crashed: JsonObject = {
        "ready": False,
        "restartCount": 3,
        "state": {
            "waiting": {
                "reason": "CrashLoopBackOff",
                "message": "back-off 40s restarting failed container=client pod=hello_ns(uid)",
            }
        },
        "lastState": {"terminated": {"exitCode": 1, "reason": "Error"}},
    }
    client = pod_view(with_status(hello(), client=crashed)).tiles[1]

    assert client.state == TileState(
        "Waiting", "warn", "CrashLoopBackOff", "back-off 40s, last exit code 1", restarts=3
    )


def test_an_end_is_calm_or_a_warning_by_its_exit_code() -> None:
    done: JsonObject = {"state": {"terminated": {"exitCode": 0}}, "ready": False}
    failed: JsonObject = {
        "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}},
        "ready": False,
    }
    web, client, *_ = pod_view(with_status(hello(), web=done, client=failed)).tiles

    assert web.state == TileState("Terminated", "term", "Completed", "exit code 0")
    assert client.state == TileState("Terminated", "warn", "OOMKilled", "exit code 137")


def test_sockets_are_declared_heard_or_only_asked_for() -> None:
    activity = Activity(
        listening=(Listening(80, "web"), Listening(9000)),
        connections=(Connection("client", None, 8080, refused_errno="ECONNREFUSED"),),
    )

    assert pod_view(hello(), activity).sockets == (
        Socket(80, "web", declared=True, heard=True),
        Socket(8080, None),
        Socket(9000, None, heard=True),
    )


def test_an_answer_means_that_somebody_listens() -> None:
    activity = Activity(connections=(Connection("client", "web", 80, "GET / 200"),))

    assert pod_view(hello(), activity).sockets == (Socket(80, "web", declared=True, heard=True),)


def test_udp_ports_are_no_sockets() -> None:
    pod = hello()
    pod["spec"]["containers"][0]["ports"] = [{"containerPort": 53, "protocol": "UDP"}]

    assert pod_view(pod).sockets == ()


def test_a_command_is_one_line() -> None:
    pod = hello()
    pod["spec"]["containers"][1]["args"] = ["while true; do\n  date\ndone"]

    assert pod_view(pod).tiles[1].command == "sh -c while true; do date done"


def test_a_mount_of_an_unknown_volume_is_still_told() -> None:
    pod = hello()
    pod["spec"]["containers"][0]["volumeMounts"] = [mount("nowhere", "/x")]

    assert pod_view(pod).tiles[0].mounts == (Mount("nowhere", "/x", read_only=False),)


def test_an_ephemeral_container_is_a_tile_of_its_own_kind() -> None:
    pod = with_status(hello())
    pod["spec"]["ephemeralContainers"] = [container("debug", targetContainerName="web")]
    ended = {"terminated": {"exitCode": 0, "reason": "Completed"}}
    pod["status"]["ephemeralContainerStatuses"] = [{"name": "debug", "state": ended}]

    view = pod_view(pod)

    assert [(tile.name, tile.ephemeral) for tile in view.tiles][-2:] == [
        ("reader", False),
        ("debug", True),
    ]
    assert view.tiles[-1].state.reason == "Completed"
    told = pod_in_words(view)
    assert told[0] == "hello is Running: 4 of 4 containers running."
    assert "Ephemeral container debug (busybox): Terminated, Completed, exit code 0." in told
    assert ">ephemeral</text>" in draw_pod(view)
