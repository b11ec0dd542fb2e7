"""Whether what was said is what should be said. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import ExecSays, LogSays, ScriptSays
from podlab.exercises.checking.verdicts import CannotCheck, failure, verdict
from podlab.exercises.results import Result

SHOWN = 12
NO_SUCH_PROGRAM = (126, 127)


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, or None and the problem."""

    code: int | None
    stdout: str
    stderr: str
    problem: str = ""


def decide_exec(wanted: ExecSays, ran: Ran, command: str) -> Result:
    """Exit code first, then what it printed."""
    told = []
    if wanted.exit_code is not None:
        told.append(_("exit code %(code)s") % {"code": wanted.exit_code})
    if wanted.stdout is not None:
        told.append(_("prints %(text)s") % {"text": repr(wanted.stdout)})
    if ran.code is None:
        raise CannotCheck(ran.problem)
    feedback = ""
    if wanted.exit_code is not None and ran.code != wanted.exit_code:
        feedback = "command_missing" if ran.code in NO_SUCH_PROGRAM else "wrong_exit_code"
    elif wanted.stdout is not None and wanted.stdout not in ran.stdout:
        feedback = "wrong_output"
    actual = _("exit code %(code)s") % {"code": ran.code}
    printed = (ran.stdout.strip() or ran.stderr.strip()).splitlines()
    if printed:
        actual += f": {printed[-1][:200]}"
    evidence = "\n".join(each for each in (ran.stdout.rstrip(), ran.stderr.rstrip()) if each)
    return verdict(not feedback, feedback, ", ".join(told) or _("it runs"), actual,
                   command=command, evidence=evidence)  # fmt: skip


def decide_log(wanted: LogSays, lines: Sequence[str], command: str) -> Result:
    """Whether a line contains the text."""
    found = [line for line in lines if wanted.contains in line]
    where = _("the log of the attempt before") if wanted.previous else _("the log")
    expected = _("%(place)s: %(log)s says %(text)s") % {
        "place": wanted.place, "log": where, "text": repr(wanted.contains),
    }  # fmt: skip
    last = lines[-1][:200] if lines else _("it is empty")
    actual = found[-1][:200] if found else _("last line: %(line)s") % {"line": last}
    feedback = "log_without" if lines else "log_empty"
    evidence = "\n".join((found or lines)[-SHOWN:])
    return verdict(bool(found), feedback, expected, actual, command=command, evidence=evidence)


def decide_answer(answer: object, ran: Ran, command: str) -> Result:
    """Whether the learner typed what is measured now; spaces and case around it do not count."""
    if ran.code != 0:
        raise CannotCheck(ran.stderr.strip() or ran.problem or ran.stdout.strip())
    expected = _("what the command says now")
    if answer in (None, ""):
        return failure("no_answer", expected, _("nothing was answered yet"), command=command)
    measured, typed = plain(ran.stdout), plain(str(answer))
    actual = _("answered %(text)s") % {"text": repr(typed)}
    return verdict(measured == typed, "wrong_answer", expected, actual, command=command,
                   evidence=measured if measured == typed else "")  # fmt: skip


def plain(text: str) -> str:
    r"""As one compares answers.

    >>> plain("  Web-1 \n")
    'web-1'
    """
    return " ".join(text.split()).lower()


def decide_script(wanted: ScriptSays, ran: Ran, command: str) -> Result:
    """Exit code 0 is a pass, 1 a fail, anything else an error; its last line of JSON says why."""
    if ran.code not in (0, 1):
        why = f"exit code {ran.code}" if ran.code is not None else _("it took too long")
        raise CannotCheck(f"{wanted.run}: {why}")
    told = last_report(ran.stdout)
    feedback = str(told.get("feedback") or "script_failed")
    return verdict(
        ran.code == 0, feedback, str(told.get("expected") or wanted.run),
        str(told.get("actual") or (_("as expected") if ran.code == 0 else _("not as expected"))),
        command=command, evidence=str(told.get("evidence") or ""),
    )  # fmt: skip


def last_report(stdout: str) -> dict[str, Any]:
    r"""The last line that is a JSON object.

    >>> last_report('looking\n{"feedback": "wrong_order"}\n')
    {'feedback': 'wrong_order'}
    """
    for line in reversed(stdout.splitlines()):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict):
            return told
    return {}
