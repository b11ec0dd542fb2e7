"""What the watching tells of a file, and when it does not."""

from typing import Any

import pytest

from podlab.exercises.checking.files.deciding import GONE, File
from podlab.exercises.checking.files.watched import place_in_volume, told_of

POD = {
    "spec": {
        "volumes": [
            {"name": "data", "emptyDir": {}},
            {"name": "inner", "emptyDir": {}},
            {"name": "kept", "persistentVolumeClaim": {"claimName": "kept"}},
        ],
        "containers": [
            {
                "name": "web",
                "volumeMounts": [
                    {"name": "data", "mountPath": "/data"},
                    {"name": "inner", "mountPath": "/data/inner/"},
                    {"name": "data", "mountPath": "/part", "subPath": "a"},
                    {"name": "kept", "mountPath": "/kept"},
                ],
            }
        ],
    }
}


@pytest.mark.parametrize(
    ("container", "path", "place"),
    [
        ("web", "/data/a/b", ("data", "a/b")),
        ("web", "/data/inner/a", ("inner", "a")),
        ("web", "/database", ("", "")),
        ("web", "/part/a", ("", "")),
        ("web", "/kept/a", ("", "")),
        ("app", "/data/a", ("", "")),
    ],
)
def test_where_a_path_is(container: str, path: str, place: tuple[str, str]) -> None:
    assert place_in_volume(POD, container, path) == place


def change(action: str, path: str, text: str | None = "one", **more: Any) -> dict[str, Any]:
    entry = {"kind": "file", "volume": "data", "action": action, "path": path, "text": text}
    return {**entry, "size": 3, **more}


ONE = File(exists=True, size=3, text="one")
FOLDED = {"kind": "folded", "of": "file", "to": "data", "count": 9}


@pytest.mark.parametrize(
    ("entries", "file"),
    [
        ([], None),
        ([change("write", "a")], ONE),
        ([change("create", "a"), change("read", "a", None)], ONE),
        ([change("write", "b")], None),
        ([change("write", "a"), change("delete", "a", None)], GONE),
        ([change("write", "b"), change("rename", "a", old_path="b")], ONE),
        ([change("write", "a"), change("rename", "b", old_path="a")], GONE),
        ([change("write", "a"), FOLDED], None),
        ([FOLDED, change("write", "a")], ONE),
        ([change("write", "a", truncated=True)], None),
        ([change("write", "a", None)], None),
        ([change("write", "a", volume="other")], None),
    ],
)
def test_what_is_told(entries: list[dict[str, Any]], file: File | None) -> None:
    assert told_of(entries, "data", "a") == file


def test_a_folder_that_moves_leaves_its_files_unknown() -> None:
    entries = [change("write", "d/a"), change("rename", "e", None, old_path="d")]

    assert told_of(entries, "data", "d/a") is None
