"""What an image says of its users, read once from a container of it that never runs."""

import threading
from collections.abc import Mapping
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.endings import TooLarge, file_end
from podlab.node.images.catalogue import CatalogueEntry
from podlab.node.kubelet.plans.accounts import Accounts, ImageFacts, read_accounts

MOST_BYTES = 1 << 20  # of one file; none of a real image comes near


class ImageAccounts:
    """Of all images of a node. Thread-safe; nothing of an image is run to read it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._reading: dict[str, threading.Lock] = {}  # by the image's id, since a tag may move
        self._known: dict[str, Accounts] = {}

    def of(self, entry: CatalogueEntry, labels: Mapping[str, str]) -> ImageFacts:
        """What is known of the image; raises ImageMissing and EngineError.

        `labels` are those of the Pod that asks: with it goes what a dying node leaves behind.
        """
        found = self._engine.image(entry.local_tag)
        image_id, user = str(found["Id"]), str(found["Config"].get("User") or "")
        with self._lock:
            reading = self._reading.setdefault(image_id, threading.Lock())
        with reading:
            if image_id not in self._known:
                self._known[image_id] = self._read(entry, labels)
            return ImageFacts(user, self._known[image_id], int(found["Size"]))

    def _read(self, entry: CatalogueEntry, labels: Mapping[str, str]) -> Accounts:
        name = names.accounts_name(labels[names.POD], entry.name)
        container_id = self._engine.create(_never_started(entry.local_tag, labels), name)
        try:
            return read_accounts(
                self._text(container_id, "/etc/passwd"), self._text(container_id, "/etc/group")
            )
        finally:
            self._engine.remove(container_id)

    def _text(self, container_id: str, path: str) -> str:
        """Empty where there is no such file, or one that nobody can mean."""
        try:
            return file_end(self._engine, container_id, path, MOST_BYTES).decode(errors="replace")
        except TooLarge:
            return ""


def _never_started(tag: str, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "Image": tag,
        "Cmd": ["none"],
        "Labels": {**labels, names.ROLE: names.ACCOUNTS_ROLE},
        "HostConfig": {"NetworkMode": "none"},
    }
