"""Processes, environments, volumes and images, decided."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from podlab.curriculum.format.assertions import (
    EnvIs,
    ImageIs,
    ProcessIs,
    VolumeIs,
)
from podlab.exercises.checking.files.volumes import decide_volume
from podlab.exercises.checking.insides.images import Image, decide_image
from podlab.exercises.checking.insides.processes import (
    Process,
    decide_env,
    decide_process,
    processes_of,
)
from podlab.exercises.checking.verdicts import MOST_EVIDENCE, shortened
from podlab.pods.objects import JsonObject

PRINTED = (
    "pid 1\nuid 0\ncaps 00000000a80425fb\ncwd /\ncmd sh -c x \n"
    f"env {base64.b64encode(b'A=1' + bytes(1) + b'B=x=y').decode()}\n"
    "pid 7\nuid 1000\ncaps 0000000000000000\ncwd /tmp\ncmd sleep 9 \n"
)
SLEEP = Process(7, 1000, "0000000000000000", "/tmp", "sleep 9")  # noqa: S108 -- in a container


@pytest.mark.parametrize(
    ("wanted", "feedback"),
    [
        ({}, ""),
        ({"not_root": True}, "is_root"),
        ({"cmd": "sleep", "uid": 1000, "caps_effective": "0", "cwd": "/tmp"}, ""),  # noqa: S108
        ({"cmd": "sleep", "uid": 0}, "wrong_user"),
        ({"cmd": "sh", "caps_effective": "0"}, "wrong_capabilities"),
        ({"cmd": "sleep", "cwd": "/"}, "wrong_folder"),
        ({"cmd": "httpd"}, "process_missing"),
        ({"cmd": "httpd", "exists": False}, ""),
        ({"cmd": "sleep", "exists": False}, "process_exists"),
    ],
)
def test_process(wanted: dict[str, Any], feedback: str) -> None:
    asked = ProcessIs.model_validate({"in": "a"} | wanted)

    assert decide_process(asked, processes_of(PRINTED), "").feedback == feedback
    assert processes_of(PRINTED)[1] == SLEEP


def test_a_script_on_a_command_line_is_cut_short() -> None:
    long = replace(SLEEP, cmd="sh -c " + "x" * 200)

    assert long.row.endswith("x …")
    assert len(long.row) < 160
    assert SLEEP.row.endswith(SLEEP.cmd)


@pytest.mark.parametrize(
    ("wanted", "feedback"),
    [
        ({"name": "A", "value": "1"}, ""),
        ({"name": "B", "value": "x=y"}, ""),
        ({"name": "A", "value": "2"}, "wrong_value"),
        ({"name": "C"}, "variable_missing"),
        ({"name": "C", "exists": False}, ""),
        ({"name": "A", "exists": False}, "variable_exists"),
    ],
)
def test_env(wanted: dict[str, Any], feedback: str) -> None:
    asked = EnvIs.model_validate({"in": "a"} | wanted)

    assert decide_env(asked, processes_of(PRINTED), "").feedback == feedback


def pod_with_volume(uid: str, container_id: str) -> JsonObject:
    status = {"name": "web", "containerID": container_id,
              "state": {"running": {"startedAt": "2026-01-01T00:00:10Z"}}}  # fmt: skip
    return {
        "metadata": {"name": "duo", "uid": uid, "creationTimestamp": "2026-01-01T00:00:05Z"},
        "spec": {
            "volumes": [{"name": "data", "emptyDir": {"medium": "Memory"}}],
            "containers": [
                {"name": "web", "volumeMounts": [{"name": "data", "mountPath": "/data"}]},
                {"name": "app"},
            ],
        },
        "status": {"containerStatuses": [status]},
    }


OLD, YOUNG = "1767225602 /data/old\n", "1767225620 /data/young\n"  # 2 s and 20 s past midnight


@pytest.mark.parametrize(
    ("wanted", "uid", "container_id", "printed", "feedback"),
    [
        ({}, "1", "a", OLD, ""),
        ({"name": "none"}, "1", "a", OLD, "volume_missing"),
        ({"mounted_in": ("web",), "medium": "Memory"}, "1", "a", OLD, ""),
        ({"mounted_in": ("web", "app")}, "1", "a", OLD, "not_mounted"),
        ({"medium": "disk"}, "1", "a", OLD, "wrong_medium"),
        ({"survives": "restart"}, "1", "a", OLD, "not_restarted"),
        ({"survives": "restart"}, "1", "b", OLD, ""),
        ({"survives": "restart"}, "1", "b", YOUNG, "data_lost"),
        ({"survives": "delete"}, "1", "a", OLD, "not_deleted"),
        ({"survives": "delete"}, "2", "b", OLD, ""),
        ({"survives": "delete"}, "2", "b", YOUNG, "data_lost"),
    ],
)
def test_volume(
    wanted: dict[str, Any], uid: str, container_id: str, printed: str, feedback: str
) -> None:
    asked = VolumeIs.model_validate({"of": "duo", "name": "data"} | wanted)
    began = {"uid": "1", "containers": {"web": {"id": "a"}}}
    pod = pod_with_volume(uid, container_id)

    assert decide_volume(asked, pod, began, {"web": printed}, "").feedback == feedback


@pytest.mark.parametrize(
    ("wanted", "image", "feedback"),
    [
        ({"max_size": "1Mi", "layers_max": 2}, Image(1 << 20, "", 2), ""),
        ({"max_size": "1Mi"}, Image((1 << 20) + 1, "", 2), "image_too_large"),
        ({"layers_max": 1}, Image(1, "", 2), "too_many_layers"),
        ({"user": "1000"}, Image(1, "1000:1000", 1), ""),
        ({"user": "root"}, Image(1, "0", 1), ""),
        ({"user": "1000"}, Image(1, "", 1), "wrong_user"),
        ({"has_shell": False}, Image(1, "", 1, has_shell=True), "has_shell"),
        ({"has_shell": True}, Image(1, "", 1, has_shell=False), "shell_missing"),
        ({"secret_absent": "x"}, Image(1, "", 1, holds_secret=True), "secret_found"),
        ({"secret_absent": "x"}, Image(1, "", 1, holds_secret=False), ""),
        ({"min_size": "1Mi"}, Image((1 << 20) - 1, "", 2), "image_too_small"),
        ({"packages_max": 2}, Image(1, "", 1, packages=3), "too_many_packages"),
        ({"packages_max": 3}, Image(1, "", 1, packages=3), ""),
        ({"executables_max": 1}, Image(1, "", 1, executables=2), "too_many_executables"),
        ({"setuid_max": 0}, Image(1, "", 1, setuid=1), "has_setuid"),
        ({"findings_max": 0}, Image(1, "", 1, findings=1), "has_findings"),
        ({"efficiency_min": 99}, Image(1, "", 1, efficiency=98.9), "space_wasted"),
        ({"efficiency_min": 99}, Image(1, "", 1, efficiency=99.0), ""),
    ],
)
def test_image(wanted: dict[str, Any], image: Image, feedback: str) -> None:
    asked = ImageIs.model_validate({"of": "duo/web"} | wanted)

    assert decide_image(asked, image, "").feedback == feedback


def test_evidence_is_at_most_four_kibibytes_of_whole_characters() -> None:
    text = shortened("ü" * 5000)

    assert len(text.encode()) <= MOST_EVIDENCE
    assert text.startswith("ü")
    assert text.endswith("cut")
