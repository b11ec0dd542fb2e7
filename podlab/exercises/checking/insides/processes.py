"""Processes of a container and their environment, as its own /proc tells them. Pure."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import EnvIs, ProcessIs
from podlab.exercises.checking.verdicts import CannotCheck, verdict
from podlab.exercises.results import Result

LONGEST_SHOWN = 100  # characters of a command line

# One block for each process of this container, the first with its environment. Who looks (this
# shell and what it starts) is left out, and so is whoever is in another container's cgroup.
LOOK = r"""
mine=$(cat /proc/self/cgroup); first=yes
for p in $(ls /proc | grep '^[0-9]*$' | sort -n); do
  [ "$p" = "$$" ] && continue
  [ "$(cat "/proc/$p/cgroup" 2>/dev/null)" = "$mine" ] || continue
  parent=; uid=; caps=
  while read -r key value _; do
    case "$key" in PPid:) parent=$value;; Uid:) uid=$value;; CapEff:) caps=$value;; esac
  done 2>/dev/null < "/proc/$p/status"
  [ "$parent" = "$$" ] && continue
  cmd=$(tr '\000' ' ' 2>/dev/null < "/proc/$p/cmdline") || continue
  [ -n "$cmd" ] || continue
  echo "pid $p"; echo "uid $uid"; echo "caps $caps"
  echo "cwd $(readlink "/proc/$p/cwd" 2>/dev/null)"; echo "cmd $cmd" | tr '\n' ' '; echo
  if [ "$first" = yes ]; then
    first=no; echo "env $(base64 2>/dev/null < "/proc/$p/environ" | tr -d '\n')"
  fi
done
"""


@dataclass(frozen=True)
class Process:
    """One process; `env` is known of the first only."""

    pid: int
    uid: int
    caps: str
    cwd: str
    cmd: str
    env: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def row(self) -> str:
        """As one line; a script on a command line, such as another check's, is cut short."""
        cmd = self.cmd if len(self.cmd) <= LONGEST_SHOWN else f"{self.cmd[:LONGEST_SHOWN]} …"
        return f"{self.pid} uid {self.uid} CapEff {self.caps} {self.cwd or '?'} {cmd}"


def processes_of(printed: str) -> list[Process]:
    """What our script has printed."""
    return [process_of(block) for block in blocks(printed)]


def blocks(printed: str) -> Iterator[dict[str, str]]:
    """The lines `key value` of each process."""
    block: dict[str, str] = {}
    for line in printed.splitlines():
        key, _sep, value = line.partition(" ")
        if key == "pid" and block:
            yield block
            block = {}
        block[key] = value
    if block:
        yield block


def process_of(block: Mapping[str, str]) -> Process:
    return Process(
        int(block["pid"]),
        int(block.get("uid") or 0),
        block.get("caps", ""),
        block.get("cwd", ""),
        block.get("cmd", "").strip(),
        environment(block["env"]) if block.get("env") else None,
    )


def environment(encoded: str) -> dict[str, str]:
    """The variables of an environ file, in base64."""
    try:
        text = base64.b64decode(encoded).decode("utf-8", "replace")
    except binascii.Error:
        return {}
    pairs = (each.partition("=") for each in text.split("\0") if "=" in each)
    return {name: value for name, _sep, value in pairs}


def decide_process(wanted: ProcessIs, processes: Sequence[Process], command: str) -> Result:
    """The first process, or the first whose command line contains `cmd`."""
    found = next((each for each in processes if (wanted.cmd or "") in each.cmd), None)
    feedback = ""
    if not wanted.exists:
        feedback = "process_exists" if found else ""
    elif found is None:
        feedback = "process_missing"
    else:
        feedback = next(wrongs(wanted, found), "")
    actual = found.row if found else _("no such process")
    return verdict(
        not feedback, feedback, process_expected(wanted), f"{wanted.place}: {actual}",
        command=command, evidence="\n".join(each.row for each in processes),
    )  # fmt: skip


def wrongs(wanted: ProcessIs, found: Process) -> Iterator[str]:
    """What is wrong with a process, as ids."""
    if wanted.uid is not None and found.uid != wanted.uid:
        yield "wrong_user"
    if wanted.not_root is not None and (found.uid != 0) != wanted.not_root:
        yield "is_root" if wanted.not_root else "not_root"
    if wanted.caps_effective is not None and capabilities(found.caps) != capabilities(
        wanted.caps_effective
    ):
        yield "wrong_capabilities"
    if wanted.cwd is not None:
        if not found.cwd:
            raise CannotCheck(_("the kernel does not tell this process's folder"))
        if found.cwd != wanted.cwd:
            yield "wrong_folder"


def capabilities(digits: str) -> int:
    """A set of capabilities as a number; raises CannotCheck."""
    try:
        return int(digits or "", 16)
    except ValueError as problem:
        raise CannotCheck(f"{digits!r} is no set of capabilities") from problem


def process_expected(wanted: ProcessIs) -> str:
    what = wanted.cmd or _("the first process")
    if not wanted.exists:
        return _("%(place)s: no process %(what)s") % {"place": wanted.place, "what": what}
    told = [f"uid {wanted.uid}"] if wanted.uid is not None else []
    if wanted.not_root is not None:
        told.append(_("not root") if wanted.not_root else _("root"))
    told += [f"CapEff {wanted.caps_effective}"] if wanted.caps_effective is not None else []
    told += [wanted.cwd] if wanted.cwd is not None else []
    return f"{wanted.place}: {what}: {', '.join(told) or _('there')}"


def decide_env(wanted: EnvIs, processes: Sequence[Process], command: str) -> Result:
    """A variable of the first process; raises CannotCheck where the kernel does not tell it."""
    known = processes[0].env if processes else None
    if known is None:
        raise CannotCheck(_("the environment of the first process cannot be read"))
    value = known.get(wanted.name)
    if not wanted.exists:
        expected = _("%(name)s is not set") % {"name": wanted.name}
        feedback = "variable_exists" if value is not None else ""
    else:
        expected = f"{wanted.name}={wanted.value}" if wanted.value is not None else (
            _("%(name)s is set") % {"name": wanted.name})  # fmt: skip
        feedback = "variable_missing" if value is None else ""
        if value is not None and wanted.value is not None and value != wanted.value:
            feedback = "wrong_value"
    unset = _("%(name)s is not set") % {"name": wanted.name}
    actual = f"{wanted.name}={value}" if value is not None else unset
    return verdict(not feedback, feedback, f"{wanted.place}: {expected}",
                   f"{wanted.place}: {actual}", command=command, evidence=actual)  # fmt: skip
