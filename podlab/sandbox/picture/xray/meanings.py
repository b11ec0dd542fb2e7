"""What it means that containers share a namespace of a kind, or have one each, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

Groups = Sequence[tuple[str, ...]]
FIRST_USER_NAMESPACE = 4026531837  # the kernel's own constant, PROC_USER_INIT_INO

COMMON = {
    "net": "One network for all: one address, one set of ports, one localhost. "
    "The pause container holds it, so it outlives every restart.",
    "ipc": "System V and POSIX shared memory, semaphores and queues are common to all.",
    "uts": "One hostname for all.",
    "pid": "All see each other's processes: {why}.",
    "mnt": "All see the same files.",
    "user": "User 0 in a container is user 0 of {whose}.",
    "cgroup": "All see the tree of control groups from the same root.",
}
OWN = {
    "net": "Each has a network of its own: its own localhost, its own ports.",
    "ipc": "No shared memory, semaphores or queues between them.",
    "uts": "Each has a hostname of its own to set.",
    "pid": "Each sees only its own processes, and its program is number 1. "
    "shareProcessNamespace: true would let them see each other's.",
    "mnt": "Each sees the files of its own image. A volume is common "
    "only because it is mounted into each.",
    "user": "Each has users of its own.",
    "cgroup": "Each takes its own control group, where its limits stand, for the root of all.",
}
UTS_IN_A_POD = (
    "Each has a hostname of its own, and all are told the same one: Docker Engine can't let "
    "containers share it. In a cluster the pause container holds one for all."
)
PID_APART = "Each sees only its own processes, and its program is number 1."


@dataclass(frozen=True)
class Facts:
    """What the manifest says about sharing; `apart` for containers outside of any Pod."""

    shares_processes: bool = False
    apart: bool = False


def meaning(kind: str, groups: Groups, unknown: int, inode: int, facts: Facts) -> str:
    """One or two sentences; `inode` is the first namespace of the row."""
    if unknown and not groups:
        return "Podlab could not read these here."
    if unknown:
        return f"{_some(groups)} Of the others nothing is known."
    if len(groups) == 1:
        return _common(kind, inode, facts)
    if all(len(names) == 1 for names in groups):
        return _own(kind, facts)
    if kind == "pid":
        return f"{_some(groups)} That is what kubectl debug --target asks for."
    return _some(groups)


def _common(kind: str, inode: int, facts: Facts) -> str:
    set_so = "the manifest says shareProcessNamespace: true, and number 1 is the pause container"
    whose = "the node itself, held back by capabilities and seccomp. In a cluster, "
    whose += "hostUsers: false gives a Pod users of its own"
    return COMMON[kind].format(
        why=set_so if facts.shares_processes else "they joined one namespace",
        whose=whose if inode == FIRST_USER_NAMESPACE else "the same user namespace, the engine's",
    )


def _own(kind: str, facts: Facts) -> str:
    if kind == "uts" and not facts.apart:
        return UTS_IN_A_POD
    if kind == "pid" and facts.apart:
        return PID_APART
    return OWN[kind]


def _some(groups: Groups) -> str:
    """Who is together.

    >>> _some([("web", "debugger"), ("client",)])
    'web and debugger share one; client has its own.'
    """
    together = [f"{_listed(names)} share one" for names in groups if len(names) > 1]
    alone = [names[0] for names in groups if len(names) == 1]
    if alone:
        together.append(f"{_listed(alone)} {'has its' if len(alone) == 1 else 'have their'} own")
    return "; ".join(together) + "."


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
