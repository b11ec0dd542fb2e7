"""Whether a file is as it should be. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import FileIs
from podlab.exercises.checking.verdicts import verdict
from podlab.exercises.results import Result


@dataclass(frozen=True)
class File:
    """What a container sees at a path; `identity` is device:inode."""

    exists: bool
    kind: str = ""
    size: int = 0
    identity: str = ""
    sha256: str = ""
    writable: bool = False
    text: str = ""


GONE = File(exists=False)


def file_of(printed: str) -> File:
    """The file that our script has printed: lines of `key value`, then the text after `text`."""
    head, _sep, text = printed.partition("\ntext\n")
    told = dict(line.partition(" ")[::2] for line in head.splitlines() if line)
    if told.get("exists") != "yes":
        return GONE
    return File(
        exists=True,
        kind=told.get("kind", ""),
        size=int(told.get("size") or 0),
        identity=told.get("identity", ""),
        sha256=told.get("sha256", ""),
        writable=told.get("writable") == "yes",
        text=text,
    )


def decide_file(wanted: FileIs, file: File, other: File | None, command: str) -> Result:
    """The first thing that is not as it should be decides; `other` is the one to be the same as."""
    feedback = wrong(wanted, file, other)
    return verdict(
        not feedback, feedback, file_expected(wanted),
        f"{wanted.place}:{wanted.path}: {file_found(wanted, file, other)}",
        command=command, evidence=evidence_of(wanted, file, other),
    )  # fmt: skip


def wrong(wanted: FileIs, file: File, other: File | None) -> str:
    """What is wrong, as an id."""
    if not wanted.exists:
        return "file_exists" if file.exists else ""
    if not file.exists:
        return "file_missing"
    if not has_content(wanted, file):
        return "wrong_content"
    if other is not None and (not other.exists or other.identity != file.identity):
        return "different_file"
    if wanted.writable is not None and file.writable != wanted.writable:
        return "not_writable" if wanted.writable else "writable"
    return ""


def has_content(wanted: FileIs, file: File) -> bool:
    """Whether its text is as wanted; a newline at its end does not count."""
    if wanted.content is not None and wanted.content.rstrip("\n") != file.text.rstrip("\n"):
        return False
    if wanted.contains is not None and wanted.contains not in file.text:
        return False
    return wanted.sha256 is None or file.sha256 == wanted.sha256.lower()


def file_expected(wanted: FileIs) -> str:
    told = []
    if not wanted.exists:
        told.append(_("not there"))
    if wanted.content is not None:
        told.append(_("content %(text)s") % {"text": repr(wanted.content)})
    if wanted.contains is not None:
        told.append(_("contains %(text)s") % {"text": repr(wanted.contains)})
    if wanted.sha256 is not None:
        told.append(f"sha256 {wanted.sha256}")
    if wanted.same_inode_as is not None:
        told.append(_("the same file as in %(place)s") % {"place": wanted.same_inode_as})
    if wanted.writable is not None:
        told.append(_("may be written") if wanted.writable else _("may not be written"))
    return f"{wanted.place}:{wanted.path}: {', '.join(told) or _('there')}"


def file_found(wanted: FileIs, file: File, other: File | None) -> str:
    """What is told of a file is what was asked of it."""
    if not file.exists:
        return _("not there")
    told = []
    if wanted.content is not None or wanted.contains is not None:
        told.append(_("content %(text)s") % {"text": repr(file.text[:120])})
    if wanted.sha256 is not None:
        told.append(f"sha256 {file.sha256}")
    if other is not None:
        sign = "=" if other.identity == file.identity else "≠"
        told.append(f"device:inode {file.identity} {sign} {other.identity or '-'}")
    if wanted.writable is not None:
        told.append(_("may be written") if file.writable else _("may not be written"))
    return ", ".join(told) or _("there")


def evidence_of(wanted: FileIs, file: File, other: File | None) -> str:
    if not file.exists:
        return f"{wanted.path}: No such file or directory"
    inode = f" device:inode {file.identity}," if file.identity else ""
    rows = [f"{wanted.place}:{wanted.path}{inode} {file.size} bytes"]
    if other is not None:
        where = f"{wanted.same_inode_as}:{wanted.same_path or wanted.path}"
        rows.append(f"{where} device:inode {other.identity or '-'}")
    return "\n".join([*rows, file.text])
