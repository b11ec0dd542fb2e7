"""What it means that containers share a namespace of a kind, or have one each, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

Groups = Sequence[tuple[str, ...]]
FIRST_USER_NAMESPACE = 4026531837  # the kernel's own constant, PROC_USER_INIT_INO

COMMON = {
    "net": gettext_noop(
        "One network for all: one address, one set of ports, one localhost. "
        "The pause container holds it, so it outlives every restart."
    ),
    "ipc": gettext_noop(
        "System V and POSIX shared memory, semaphores and queues are common to all."
    ),
    "uts": gettext_noop("One hostname for all."),
    "pid": gettext_noop("All see each other's processes: %(why)s."),
    "mnt": gettext_noop("All see the same files."),
    "user": gettext_noop("User 0 in a container is user 0 of %(whose)s."),
    "cgroup": gettext_noop("All see the tree of control groups from the same root."),
}
OWN = {
    "net": gettext_noop("Each has a network of its own: its own localhost, its own ports."),
    "ipc": gettext_noop("No shared memory, semaphores or queues between them."),
    "uts": gettext_noop("Each has a hostname of its own to set."),
    "pid": gettext_noop(
        "Each sees only its own processes, and its program is number 1. "
        "shareProcessNamespace: true would let them see each other's."
    ),
    "mnt": gettext_noop(
        "Each sees the files of its own image. A volume is common "
        "only because it is mounted into each."
    ),
    "user": gettext_noop("Each has users of its own."),
    "cgroup": gettext_noop(
        "Each takes its own control group, where its limits stand, for the root of all."
    ),
}
UTS_IN_A_POD = gettext_noop(
    "Each has a hostname of its own, and all are told the same one: Docker Engine can't let "
    "containers share it. In a cluster the pause container holds one for all."
)
PID_APART = gettext_noop("Each sees only its own processes, and its program is number 1.")


@dataclass(frozen=True)
class Facts:
    """What the manifest says about sharing; `apart` for containers outside of any Pod."""

    shares_processes: bool = False
    apart: bool = False


def meaning(kind: str, groups: Groups, unknown: int, inode: int, facts: Facts) -> str:
    """One or two sentences; `inode` is the first namespace of the row."""
    if unknown and not groups:
        return _("Podlab could not read these here.")
    if unknown:
        return _("%(who)s Of the others nothing is known.") % {"who": _some(groups)}
    if len(groups) == 1:
        return _common(kind, inode, facts)
    if all(len(names) == 1 for names in groups):
        return _own(kind, facts)
    if kind == "pid":
        return _("%(who)s That is what kubectl debug --target asks for.") % {"who": _some(groups)}
    return _some(groups)


def _common(kind: str, inode: int, facts: Facts) -> str:
    set_so = _("the manifest says shareProcessNamespace: true, and number 1 is the pause container")
    node = _(
        "the node itself, held back by capabilities and seccomp. In a cluster, "
        "hostUsers: false gives a Pod users of its own"
    )
    engine = _("the same user namespace, the engine's")
    return _(COMMON[kind]) % {
        "why": set_so if facts.shares_processes else _("they joined one namespace"),
        "whose": node if inode == FIRST_USER_NAMESPACE else engine,
    }


def _own(kind: str, facts: Facts) -> str:
    if kind == "uts" and not facts.apart:
        return _(UTS_IN_A_POD)
    if kind == "pid" and facts.apart:
        return _(PID_APART)
    return _(OWN[kind])


def _some(groups: Groups) -> str:
    """Who is together.

    >>> _some([("web", "debugger"), ("client",)])
    'web and debugger share one; client has its own.'
    """
    together = [
        _("%(names)s share one") % {"names": _listed(names)} for names in groups if len(names) > 1
    ]
    alone = [names[0] for names in groups if len(names) == 1]
    if alone:
        own = ngettext("%(names)s has its own", "%(names)s have their own", len(alone))
        together.append(own % {"names": _listed(alone)})
    return "; ".join(together) + "."


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
