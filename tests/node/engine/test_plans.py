"""What the engine is asked for: pure, no engine needed."""

import io
import tarfile
from datetime import UTC, datetime

from podlab.node.engine.bodies.containers import ContainerPlan, Limits, container_config
from podlab.node.engine.bodies.sandbox import SandboxPlan, pause_config
from podlab.node.engine.bodies.volumes import VolumePlan, first_content, mount, refilling
from podlab.node.engine.streams.logs import payloads
from podlab.pods.volumes import File

NOON = datetime(2026, 1, 2, 12, 30, tzinfo=UTC)
LIMITS = Limits(memory=1 << 20, cpu_millis=5, pids=64)


def plan(**fields: object) -> ContainerPlan:
    return ContainerPlan({"podlab.pod": "u"}, "pause-id", "podlab/busybox", LIMITS, **fields)  # type: ignore[arg-type]


def test_container_joins_the_pause_container_and_nothing_of_the_host() -> None:
    host = container_config(plan())["HostConfig"]

    assert host["NetworkMode"] == host["IpcMode"] == "container:pause-id"
    assert (host["PidMode"], host["CapDrop"], host["RestartPolicy"]) == (
        "",
        ["ALL"],
        {"Name": "no"},
    )
    assert "Binds" not in host
    assert "Privileged" not in host


def test_bounds_are_never_less_than_the_engine_takes_and_swap_is_never_added() -> None:
    host = container_config(plan())["HostConfig"]

    assert (host["Memory"], host["MemorySwap"], host["CpuQuota"]) == (6 << 20, 6 << 20, 1000)


def test_empty_command_and_args_leave_the_images_own() -> None:
    assert not {"Entrypoint", "Cmd"} & container_config(plan()).keys()
    assert container_config(plan(args=["-v"]))["Cmd"] == ["-v"]


def test_pause_container_never_gets_the_hosts_resolver() -> None:
    host = pause_config(SandboxPlan({"a": "b"}, "10.244.0.9", "p"))["HostConfig"]

    assert (host["NetworkMode"], host["IpcMode"]) == ("none", "shareable")
    assert (host["Dns"], host["DnsSearch"]) == (["127.0.0.1"], ["."])


def test_a_runtime_is_named_to_the_engine_only_where_the_pod_names_one() -> None:
    pause = SandboxPlan({"a": "b"}, "10.244.0.9", "p", runtime="crun")

    assert pause_config(pause)["HostConfig"]["Runtime"] == "crun"
    assert container_config(plan(runtime="crun"))["HostConfig"]["Runtime"] == "crun"
    assert "Runtime" not in container_config(plan())["HostConfig"]


def test_mount_is_an_object_and_copies_nothing_up() -> None:
    found = mount(VolumePlan("v", "podlab-u.v"), "/a:ro", read_only=True)

    assert (found["Type"], found["Source"], found["Target"]) == ("volume", "podlab-u.v", "/a:ro")
    assert found["VolumeOptions"]["NoCopy"] is True
    assert "DriverConfig" not in found["VolumeOptions"]


def test_memory_volume_is_a_tmpfs_with_a_size() -> None:
    options = mount(VolumePlan("v", "n", memory=1 << 20), "data")["VolumeOptions"]["DriverConfig"]

    assert options["Options"]["type"] == "tmpfs"
    assert options["Options"]["o"].startswith("size=1048576,nr_inodes=4096,nosuid,nodev,mode=0777")


def entries(archive: bytes) -> dict[str, tuple[str, str]]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as found:
        return {each.name: (oct(each.mode), each.linkname) for each in found}


def test_first_content_has_the_kubelets_layout() -> None:
    config = VolumePlan(
        "cfg", "n", files=[File("colour", b"blue"), File("deep/down", b"x", 0o400)], mode=0o755
    )
    plans = [config, VolumePlan("data", "m"), VolumePlan("ram", "r", memory=4096)]
    archive = first_content(plans, ["16.0"], NOON)

    stamp = f"..2026_01_02_12_30_00.{config.digest}"
    assert archive is not None
    found = entries(archive)
    assert found.pop("messages/16.0") == ("0o666", "")
    assert {path.removeprefix("volumes/"): each for path, each in found.items()} == {
        "cfg": ("0o755", ""),
        f"cfg/{stamp}": ("0o755", ""),
        f"cfg/{stamp}/colour": ("0o644", ""),
        f"cfg/{stamp}/deep": ("0o755", ""),
        f"cfg/{stamp}/deep/down": ("0o400", ""),
        "cfg/..data": ("0o777", stamp),
        "cfg/colour": ("0o777", "..data/colour"),
        "cfg/deep": ("0o777", "..data/deep"),
        "data": ("0o777", ""),
    }


def test_new_content_is_laid_beside_the_old() -> None:
    config = VolumePlan("cfg", "n", files=[File("colour", b"red")])

    stamp = f"..2026_01_02_12_30_00.{config.digest}"
    assert entries(refilling([config], NOON)) == {
        f"cfg/{stamp}": ("0o755", ""),
        f"cfg/{stamp}/colour": ("0o644", ""),
        "cfg/..data_tmp": ("0o777", stamp),
    }


def test_digest_tells_content_names_and_modes_apart() -> None:
    contents = [[], [File("a", b"")], [File("a", b"b")], [File("ab", b"")], [File("a", b"", 0o400)]]
    digests = [VolumePlan("v", "n", files=files).digest for files in contents]

    assert len(set(digests)) == len(contents)
    assert [len(each) for each in digests] == [10] * len(contents)


def test_frames_are_found_however_they_are_cut() -> None:
    stream = b"\x01\0\0\0\0\0\0\x03abc" + b"\x02\0\0\0\0\0\0\x00" + b"\x02\0\0\0\0\0\0\x02de"

    for size in (1, 3, 8, 100):
        pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
        assert b"".join(payloads(pieces)) == b"abcde"
