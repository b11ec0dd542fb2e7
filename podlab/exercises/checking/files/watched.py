"""What the watching has told of a file in an emptyDir, so that nobody need look. Pure."""

from collections.abc import Iterable

from podlab.curriculum.format.assertions import FileIs
from podlab.exercises.checking.files.deciding import GONE, File
from podlab.pods.objects import JsonObject

KINDS = frozenset({"file", "folded"})
CHANGES = frozenset({"write", "create", "rename"})


def is_enough(wanted: FileIs) -> bool:
    """Whether what the watching tells decides it: that it is there, and its text."""
    others = (wanted.sha256, wanted.same_inode_as, wanted.writable)
    return all(each is None for each in others)


def place_in_volume(pod: JsonObject, container: str, path: str) -> tuple[str, str]:
    """The emptyDir and the path in it; "" where the path is in none."""
    mounts = [
        mount
        for each in pod["spec"]["containers"]
        if each["name"] == container
        for mount in each.get("volumeMounts") or []
        if path.startswith(mount["mountPath"].rstrip("/") + "/")
    ]
    mount = max(mounts, key=lambda each: len(each["mountPath"]), default=None)
    if mount is None or "subPath" in mount or "subPathExpr" in mount:
        return "", ""
    volumes = {each["name"]: each for each in pod["spec"].get("volumes") or []}
    if "emptyDir" not in volumes.get(mount["name"], {}):
        return "", ""  # others may write to it
    return str(mount["name"]), path.removeprefix(mount["mountPath"].rstrip("/") + "/")


def told_of(entries: Iterable[JsonObject], volume: str, path: str) -> File | None:
    """The file after the latest of these entries; None when they do not say."""
    found: File | None = None
    for each in entries:
        if each["kind"] == "folded":
            lost = each.get("of") == "file" and each.get("to") == volume
            found = None if lost else found
        elif each.get("volume") == volume:
            found = after(found, each, path)
    return found


def after(found: File | None, entry: JsonObject, path: str) -> File | None:
    """What is known after one change; a folder that moves takes its files along."""
    action, at, old = entry["action"], entry["path"], entry.get("old_path")
    if action in {"delete", "rename"} and path.startswith((f"{at}/", f"{old}/")):
        return None
    if (action == "delete" and at == path) or (action == "rename" and old == path):
        return GONE
    if at != path or action not in CHANGES:
        return found
    text = entry.get("text")
    if text is None or entry.get("truncated"):
        return None
    return File(exists=True, size=int(entry.get("size") or 0), text=str(text))
