"""Files, and what commands, logs, learners and scripts say, decided."""

from typing import Any

import pytest

from podlab.curriculum.format.assertions import (
    ExecSays,
    FileIs,
    LogSays,
    ScriptSays,
)
from podlab.exercises.checking.commands.deciding import (
    Ran,
    decide_answer,
    decide_exec,
    decide_log,
    decide_script,
)
from podlab.exercises.checking.files.deciding import File, decide_file, file_of
from podlab.exercises.checking.verdicts import CannotCheck

HERE = File(exists=True, identity="1:2", sha256="ab", writable=True, text="one\ntwo\n")
GONE = File(exists=False)


@pytest.mark.parametrize(
    ("wanted", "file", "other", "feedback"),
    [
        ({}, HERE, None, ""),
        ({}, GONE, None, "file_missing"),
        ({"exists": False}, GONE, None, ""),
        ({"exists": False}, HERE, None, "file_exists"),
        ({"content": "one\ntwo"}, HERE, None, ""),
        ({"content": "one"}, HERE, None, "wrong_content"),
        ({"contains": "two"}, HERE, None, ""),
        ({"sha256": "AB"}, HERE, None, ""),
        ({"sha256": "cd"}, HERE, None, "wrong_content"),
        ({"same_inode_as": "b"}, HERE, File(exists=True, identity="1:2"), ""),
        ({"same_inode_as": "b"}, HERE, File(exists=True, identity="1:3"), "different_file"),
        ({"same_inode_as": "b"}, HERE, GONE, "different_file"),
        ({"writable": False}, HERE, None, "writable"),
        ({"writable": True}, HERE, None, ""),
    ],
)
def test_file(wanted: dict[str, Any], file: File, other: File | None, feedback: str) -> None:
    asked = FileIs.model_validate({"in": "a", "path": "/f"} | wanted)

    assert decide_file(asked, file, other, "").feedback == feedback


def test_what_a_container_says_of_a_file_is_read() -> None:
    printed = (
        "exists yes\nkind regular file\nsize 4\nidentity 7:9\nwritable no\nsha256 ab\ntext\na\nb"
    )

    assert file_of(printed) == File(
        exists=True, kind="regular file", size=4, identity="7:9", sha256="ab", text="a\nb"
    )
    assert file_of("exists no\n") == GONE


@pytest.mark.parametrize(
    ("wanted", "ran", "feedback"),
    [
        ({}, Ran(0, "", ""), ""),
        ({}, Ran(1, "", "no"), "wrong_exit_code"),
        ({}, Ran(127, "", "not found"), "command_missing"),
        ({"exit_code": 1}, Ran(1, "", ""), ""),
        ({"stdout": "a"}, Ran(0, "abc", ""), ""),
        ({"stdout": "x"}, Ran(0, "abc", ""), "wrong_output"),
    ],
)
def test_exec(wanted: dict[str, Any], ran: Ran, feedback: str) -> None:
    asked = ExecSays.model_validate({"in": "a", "command": ["x"]} | wanted)

    assert decide_exec(asked, ran, "").feedback == feedback


@pytest.mark.parametrize(
    ("lines", "feedback"), [(["a b", "c"], ""), (["c"], "log_without"), ([], "log_empty")]
)
def test_log(lines: list[str], feedback: str) -> None:
    wanted = LogSays.model_validate({"in": "a", "contains": "b"})

    assert decide_log(wanted, lines, "").feedback == feedback


@pytest.mark.parametrize(
    ("answer", "feedback"),
    [("  WEB-1 ", ""), ("web-2", "wrong_answer"), ("", "no_answer"), (None, "no_answer")],
)
def test_answer(answer: object, feedback: str) -> None:
    assert decide_answer(answer, Ran(0, "web-1\n", ""), "").feedback == feedback


@pytest.mark.parametrize(
    ("ran", "feedback"),
    [
        (Ran(0, "", ""), ""),
        (Ran(1, "", ""), "script_failed"),
        (Ran(1, 'said\n{"feedback": "too_late"}\nmore', ""), "too_late"),
    ],
)
def test_script(ran: Ran, feedback: str) -> None:
    wanted = ScriptSays.model_validate({"run": "a.sh", "pod": "duo"})

    assert decide_script(wanted, ran, "").feedback == feedback


@pytest.mark.parametrize("code", [2, 139, None])
def test_script_that_breaks_is_nobodys_fault(code: int | None) -> None:
    wanted = ScriptSays.model_validate({"run": "a.sh", "pod": "duo"})

    with pytest.raises(CannotCheck, match=r"a\.sh"):
        decide_script(wanted, Ran(code, "", ""), "")
