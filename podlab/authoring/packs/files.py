"""A pack's files by their paths, as a zip, and out of a zip that may be hostile."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from django.utils.translation import gettext as _

from podlab.authoring.packs.limits import ARCHIVE_BYTES, BYTES, FILE_BYTES, FILES, Refused
from podlab.curriculum.reading.files import NAME

PackFiles = Mapping[str, bytes]
PACK_FILE = "pack.yaml"
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows: equal files, equal bytes
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DRIVE = re.compile(r"[A-Za-z]:")
DEPTH = 7  # <pack>/exercises/<exercise>/ and what an exercise may have
ENCRYPTED = 0x1
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError),
    *(RuntimeError, EOFError, OSError, ValueError, OverflowError),
)


def archive_of(files: PackFiles, folder: str = "") -> bytes:
    """The files as a zip, below one folder if it has a name."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, BEGINNING)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, data)
    return whole.getvalue()


def files_in(data: bytes) -> dict[str, bytes]:
    """The files of one pack in a stranger's zip, at its root or in its one folder.

    Raises Refused. Nothing is written anywhere, and no more is unpacked than a pack may hold.
    """
    if len(data) > ARCHIVE_BYTES:
        told = _("The archive is larger than %(most)s MiB, which is the most a pack may have.")
        raise Refused(told % {"most": ARCHIVE_BYTES >> 20})
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _without_folder(dict(_unpacked(archive)))
    except Refused:
        raise
    except BROKEN as error:
        raise Refused(_("This is no zip archive that can be read.")) from error


def must_fit(files: PackFiles) -> None:
    """Refuse what is too much for one pack. Raises Refused."""
    if len(files) > FILES:
        _too_many()
    if sum(map(len, files.values())) > BYTES:
        _too_large()
    for path, data in files.items():
        _check_path(path)
        if len(data) > FILE_BYTES:
            _too_large_a_file(path)


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [each for each in archive.infolist() if not _counts_not(each)]
    if len(entries) > FILES:
        _too_many()
    seen: set[str] = set()
    left = BYTES
    for entry in entries:
        _check_entry(entry)
        if entry.filename in seen:
            told = _("The archive holds %(path)s twice.")
            raise Refused(told % {"path": shown(entry.filename)})
        seen.add(entry.filename)
        with archive.open(entry) as file:
            data = file.read(FILE_BYTES + 1)
        left -= len(data)
        if len(data) > FILE_BYTES:
            _too_large_a_file(entry.filename)
        if left < 0:
            _too_large()
        yield entry.filename, data


def _counts_not(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what computers leave behind: .git/, .DS_Store, __MACOSX/."""
    parts = entry.filename.split("/")
    hidden = any(part.startswith(".") and not part.startswith("..") for part in parts)
    return (
        entry.filename.endswith("/")
        or (hidden and "\\" not in entry.filename)
        or parts[0] == "__MACOSX"
    )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = entry.orig_filename if entry.orig_filename != entry.filename else entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        told = _("%(path)s is a link; a pack holds plain files only.")
        raise Refused(told % {"path": shown(path)})
    if kind not in {0, stat.S_IFREG}:
        raise Refused(_("%(path)s is no plain file.") % {"path": shown(path)})
    if entry.flag_bits & ENCRYPTED:
        told = _("%(path)s is protected by a password; a pack can be read by everybody.")
        raise Refused(told % {"path": shown(path)})
    if entry.compress_type not in METHODS:
        told = _("%(path)s is compressed in a way that is not read here; use plain zip.")
        raise Refused(told % {"path": shown(path)})
    _check_path(path)


def _check_path(path: str) -> None:
    parts = path.split("/")
    if path.startswith(("/", "\\")) or DRIVE.match(path) or {"..", "."} & set(parts):
        told = _("%(path)s leads out of the pack's folder.")
        raise Refused(told % {"path": shown(path)})
    if len(parts) > DEPTH or not all(NAME.match(part) for part in parts):
        told = _(
            "%(path)s has a name that no file of a pack may have: letters, digits, dots, - and _ "
            "only, and not too deep."
        )
        raise Refused(told % {"path": shown(path)})


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    if PACK_FILE in files:
        return files
    (top, *others) = {path.partition("/")[0] for path in files} or {""}
    if others or f"{top}/{PACK_FILE}" not in files:
        told = _("There is no pack.yaml at the top of the archive, nor in the one folder there.")
        raise Refused(told)
    return {path.partition("/")[2]: data for path, data in files.items()}


def shown(path: str) -> str:
    """A stranger's file name, in one line of a page."""
    text = "".join(each if each.isprintable() else "?" for each in path)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _too_many() -> None:
    told = _("There are more than %(most)s files, which is the most a pack may have.")
    raise Refused(told % {"most": FILES})


def _too_large() -> None:
    told = _("Unpacked it is larger than %(most)s MiB, which is the most a pack may have.")
    raise Refused(told % {"most": BYTES >> 20})


def _too_large_a_file(path: str) -> None:
    told = _("%(path)s is larger than %(most)s MiB, which is the most a file may have.")
    raise Refused(told % {"path": shown(path), "most": FILE_BYTES >> 20})
