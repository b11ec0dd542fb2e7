"""Archives of packs that nobody should take, and what the refusal says of each."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

from tests.authoring.packs import EXERCISE, FILES

MEBI = 1 << 20
FOLDER = "exercises/010.whose-localhost"
SCENE = f"{FOLDER}/scene/duo.pod.yaml"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


def zipped(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for path, data in entries.items():
            archive.writestr(path, data)
    return whole.getvalue()


def with_link() -> bytes:
    whole = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(whole, "a") as archive:
        link = zipfile.ZipInfo(f"{FOLDER}/media.svg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return whole.getvalue()


def with_device() -> bytes:
    whole = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(whole, "a") as archive:
        device = zipfile.ZipInfo("null")
        device.external_attr = (stat.S_IFCHR | 0o666) << 16
        archive.writestr(device, "")
    return whole.getvalue()


def with_name_twice() -> bytes:
    whole = io.BytesIO(zipped({**FILES, "glossary.yamk": b"Pod: another\n"}))
    return whole.getvalue().replace(b"glossary.yamk", b"glossary.yaml")


def encrypted() -> bytes:
    """Marked as encrypted in the archive's directory."""
    data = bytearray(zipped({"pack.yaml": b"id: x\n"}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    return bytes(data)


def exercise_with(old: str, new: str) -> dict[str, bytes]:
    text = FILES[EXERCISE].decode()
    assert old in text
    return {**FILES, EXERCISE: text.replace(old, new).encode()}


def pack_with(old: str, new: str) -> dict[str, bytes]:
    text = FILES["pack.yaml"].decode()
    assert old in text
    return {**FILES, "pack.yaml": text.replace(old, new).encode()}


def second_exercise(**changed: str) -> dict[str, bytes]:
    """The same exercise again in another folder, with some of its fields changed."""
    again = {
        path.replace("010.whose-localhost", "020.again"): data
        for path, data in FILES.items()
        if path.startswith(FOLDER)
    }
    path = EXERCISE.replace("010.whose-localhost", "020.again")
    text = again[path].decode()
    for field, value in changed.items():
        lines = (
            f"{field}: {value}" if line.startswith(f"{field}: ") else line
            for line in text.split("\n")
        )
        text = "\n".join(lines)
    return {**FILES, **again, path: text.encode()}


EVIL_SCENE = FILES[SCENE].replace(b"image: busybox", b"image: evil/miner")
SCRIPT = b"## listens\n\n* Look.\n\n<script>alert(1)</script>\n"


def bomb() -> bytes:
    return zipped({**FILES, "big": bytes(200 * MEBI)})


def many_bombs() -> bytes:
    return zipped({**FILES, **{f"f{n}": bytes(MEBI - 1) for n in range(40)}})


def too_many() -> bytes:
    return zipped({**FILES, **{f"f{n}": b"" for n in range(20_000)}})


def cut_off() -> bytes:
    return zipped(FILES)[:-40]


OTHER_UID = "00000000-0000-4000-8000-000000000001"
HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "zip slip": (partial(zipped, {**FILES, "../../outside.yaml": b"x"}), "leads out"),
    "absolute path": (partial(zipped, {**FILES, "/etc/cron.d/x": b"x"}), "leads out"),
    "backslashes": (partial(zipped, {**FILES, "..\\..\\outside": b"x"}), "a name that no file"),
    "drive": (partial(zipped, {**FILES, "C:/x": b"x"}), "leads out"),
    "odd name": (partial(zipped, {**FILES, "media/<b>.svg": b"x"}), "a name that no file"),
    "too deep": (partial(zipped, {**FILES, "a/b/c/d/e/f/g/h": b"x"}), "a name that no file"),
    "symlink": (with_link, "is a link"),
    "device": (with_device, "no plain file"),
    "a name twice": (with_name_twice, "twice"),
    "password": (encrypted, "password"),
    "another compression": (partial(zipped, FILES, zipfile.ZIP_LZMA), "compressed in a way"),
    "bomb in one file": (bomb, "larger than 1 MiB"),
    "bomb in many files": (
        many_bombs,
        "larger than 16 MiB",
    ),
    "20,000 files": (too_many, "more than 1000"),
    "large archive": (partial(bytes, 9 * MEBI), "larger than 8 MiB"),
    "no archive": (partial(bytes, b"PK\x03\x04 and no more"), "no zip archive"),
    "cut off": (cut_off, "no zip archive"),
    "no pack": (partial(zipped, {"readme.md": b"hello"}), "no pack.yaml"),
    "two folders": (partial(zipped, {"a/pack.yaml": b"", "b/pack.yaml": b""}), "no pack.yaml"),
    "YAML bomb": (partial(zipped, {**FILES, "pack.yaml": BOMB.encode()}), "pack.yaml"),
    "a deeper YAML bomb": (
        partial(zipped, {**FILES, EXERCISE: BOMB.encode()}),
        "exercise.yaml",
    ),
    "YAML with a Python object": (
        partial(zipped, {**FILES, "pack.yaml": b"!!python/object/apply:os.system [id]\n"}),
        "pack.yaml",
    ),
    "script in Markdown": (
        partial(zipped, {**FILES, f"{FOLDER}/hints.md": SCRIPT}),
        "HTML is not shown",
    ),
    "image outside the catalogue": (
        partial(zipped, pack_with("images: [busybox]", "images: [evil/miner]")),
        "evil/miner",
    ),
    "image outside the pack": (
        partial(
            zipped, {**FILES, SCENE: FILES[SCENE].replace(b"image: busybox", b"image: evil/miner")}
        ),
        "`miner` is not among the images of pack.yaml",
    ),
    "duplicate ids": (partial(zipped, second_exercise(uid=OTHER_UID)), "is the id of"),
    "duplicate uids": (partial(zipped, second_exercise(id="again")), "is the uid of"),
    "unknown field": (
        partial(zipped, exercise_with("aspect: networking", "aspect: networking\nonload: x")),
        "onload",
    ),
}
