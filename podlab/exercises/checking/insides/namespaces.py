"""Whether containers see one namespace of a kind: the kernel's numbers are equal, or not. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import NamespaceIs
from podlab.exercises.checking.verdicts import CannotCheck, failure, verdict
from podlab.exercises.results import Result


def decide_namespace(
    wanted: NamespaceIs, inodes: Sequence[tuple[str, int | None]], command: str
) -> Result:
    """`inodes` by place, in their order; None where the kernel did not tell it."""
    kind, same = wanted.kind, bool(wanted.same)
    names = ", ".join(place for place, _inode in inodes)
    expected = (_("%(names)s: one %(kind)s namespace") if same
                else _("%(names)s: a %(kind)s namespace each"))  # fmt: skip
    expected %= {"names": names, "kind": kind}
    if any(inode is None for _place, inode in inodes):
        raise CannotCheck(_("the kernel has not told every namespace yet"))
    numbers = [inode for _place, inode in inodes]
    holds = len(set(numbers)) == (1 if same else len(numbers))
    rows = [f"{place} {kind}:[{inode}]" for place, inode in inodes]
    feedback = "different_namespace" if same else "same_namespace"
    return verdict(
        holds, feedback, expected, ", ".join(rows), command=command, evidence="\n".join(rows)
    )


def not_running(place: str, expected: str, command: str = "") -> Result:
    """Nothing can be measured in a container that does not run."""
    actual = _("%(place)s does not run") % {"place": place}
    return failure("not_running", expected, actual, command=command)
