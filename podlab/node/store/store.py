"""Objects by resource, namespace and name, with one resourceVersion that counts every change."""

import json
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from podlab.node.store.changes import ChangeLog, Watch, WatchEvent
from podlab.node.store.database import Database, Key
from podlab.node.store.errors import AlreadyExists, Conflict, NotFound
from podlab.pods.objects import JsonObject

KEPT_BY_STORE = ("uid", "creationTimestamp", "generation")
WITH_GENERATION = ("pods", "deployments", "replicasets")


@dataclass(frozen=True)
class Listing:
    """Objects ordered by namespace and name, and the version at which they were all true."""

    items: list[JsonObject]
    resource_version: int


class Store:
    """Thread-safe; survives kill -9; every object handed out is the caller's own copy.

    Changes are delivered in order, by the writing thread and under the store's lock: a
    subscriber returns at once and waits for no other lock.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._database = Database(path)
        self._bodies: dict[Key, str] = dict(self._database.objects())
        versions = self._database.versions()
        self._version = max(versions.values(), default=1)  # 0 means "any" to clients
        self._logs = {resource: ChangeLog(resource, at) for resource, at in versions.items()}

    @property
    def resource_version(self) -> int:
        """The number of the latest change of any resource."""
        with self._lock:
            return self._version

    def create(self, resource: str, obj: JsonObject, uid: str = "") -> JsonObject:
        """Store a new object with uid, creationTimestamp and version; raises AlreadyExists."""
        key = _key(resource, obj)
        metadata = {
            **obj["metadata"],
            "uid": uid or str(uuid.uuid4()),
            "creationTimestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        if resource in WITH_GENERATION:
            metadata["generation"] = 1
        with self._lock:
            if key in self._bodies:
                raise AlreadyExists(resource, key[2])
            return self._write("ADDED", key, {**obj, "metadata": metadata}, None)

    def get(self, resource: str, namespace: str, name: str) -> JsonObject:
        """One object; raises NotFound. `namespace` is "" for a cluster-scoped resource."""
        with self._lock:
            return self._read((resource, namespace, name))

    def list(self, resource: str, namespace: str | None = None) -> Listing:
        """Every object of the resource, or those of one namespace."""
        with self._lock:
            found = sorted(
                (key, body)
                for key, body in self._bodies.items()
                if key[0] == resource and namespace in (None, key[1])
            )
            version = self._version
        return Listing([json.loads(body) for _, body in found], version)

    def list_together(self, resources: Iterable[str], namespace: str | None) -> dict[str, Listing]:
        """The objects of several resources as all of them were at one moment."""
        with self._lock:
            return {resource: self.list(resource, namespace) for resource in resources}

    def update(self, resource: str, obj: JsonObject) -> JsonObject:
        """Replace an object; raises NotFound, and Conflict when `obj` carries an old version.

        An object that is being deleted goes with its last finalizer.
        """
        key = _key(resource, obj)
        with self._lock:
            return self._replace(key, obj, self._read(key))

    def change(
        self,
        resource: str,
        namespace: str,
        name: str,
        edit: Callable[[JsonObject], JsonObject | None],
    ) -> JsonObject:
        """Read, edit and write as one step. An edit that returns None leaves all as it is."""
        key = (resource, namespace, name)
        with self._lock:
            stored = self._read(key)
            edited = edit(self._read(key))
            return stored if edited is None else self._replace(key, edited, stored)

    def delete(self, resource: str, namespace: str, name: str) -> JsonObject:
        """Remove an object for good and return it as it last was; raises NotFound."""
        key = (resource, namespace, name)
        with self._lock:
            return self._write("DELETED", key, self._read(key), None)

    def watch(self, resource: str, namespace: str | None, since: int | None) -> Watch:
        """The changes after version `since`; raises Expired when they are no longer known.

        With None: the present state as ADDED, one BOOKMARK, then every change. To be called on
        the event loop that reads it.
        """
        with self._lock:
            if since is None:
                state = self.list(resource, namespace)
                events = [
                    WatchEvent("ADDED", item, int(item["metadata"]["resourceVersion"]))
                    for item in state.items
                ]
                events.append(WatchEvent("BOOKMARK", {}, state.resource_version))
            else:
                events = self._log(resource).since(since, self._version)
            watch = self._log(resource).watch(namespace)
            for event in events:
                watch.put(event)
            return watch

    def subscribe(
        self, resource: str, callback: Callable[[WatchEvent], None]
    ) -> Callable[[], None]:
        """Call `callback` after every change of the resource; the result ends it."""
        with self._lock:
            return self._log(resource).subscribe(callback)

    def end_watches(self) -> None:
        """Let every watch reach its end."""
        with self._lock:
            for log in self._logs.values():
                log.close()

    def close(self) -> None:
        """End every watch and close the file."""
        with self._lock:
            self.end_watches()
            self._database.close()

    def _log(self, resource: str) -> ChangeLog:
        return self._logs.setdefault(resource, ChangeLog(resource, 0))

    def _read(self, key: Key) -> JsonObject:
        if key not in self._bodies:
            raise NotFound(key[0], key[2])
        found: JsonObject = json.loads(self._bodies[key])
        return found

    def _replace(self, key: Key, obj: JsonObject, stored: JsonObject) -> JsonObject:
        before = stored["metadata"]
        version = obj["metadata"].get("resourceVersion") or before["resourceVersion"]
        uid = obj["metadata"].get("uid") or before["uid"]
        if version != before["resourceVersion"] or uid != before["uid"]:
            raise Conflict(key[0], key[2])
        kept = {name: before[name] for name in KEPT_BY_STORE if name in before}
        metadata = {**obj["metadata"], **kept, "resourceVersion": version}
        new = {**obj, "metadata": metadata}
        if new == stored:
            return stored
        if metadata.get("deletionGracePeriodSeconds") == 0 and not metadata.get("finalizers"):
            return self._write("DELETED", key, new, None)  # the last finalizer held it
        if "generation" in kept and new.get("spec") != stored.get("spec"):
            metadata["generation"] = kept["generation"] + 1
        return self._write("MODIFIED", key, new, stored)

    def _write(
        self,
        change: Literal["ADDED", "MODIFIED", "DELETED"],
        key: Key,
        obj: JsonObject,
        previous: JsonObject | None,
    ) -> JsonObject:
        version = self._version + 1
        new = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(version)}}
        body = json.dumps(new, separators=(",", ":"))
        self._database.write(key, None if change == "DELETED" else body, version)
        self._version = version
        if change == "DELETED":
            del self._bodies[key]
        else:
            self._bodies[key] = body
        self._log(key[0]).append(WatchEvent(change, json.loads(body), version, previous))
        written: JsonObject = json.loads(body)
        return written


def _key(resource: str, obj: JsonObject) -> Key:
    return resource, obj["metadata"].get("namespace") or "", obj["metadata"]["name"]
