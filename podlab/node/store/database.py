"""The store's one SQLite file: a row per object, a row per resource with its latest version."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (resource, namespace, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions (resource TEXT PRIMARY KEY, version INTEGER NOT NULL);
"""

Key = tuple[str, str, str]  # resource, namespace ("" for cluster-scoped), name


class Database:
    """Every write is one transaction in the write-ahead log, so a killed process loses none."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    def objects(self) -> Iterator[tuple[Key, str]]:
        """Every object as JSON text."""
        rows = self._connection.execute("SELECT resource, namespace, name, body FROM objects")
        for resource, namespace, name, body in rows:
            yield (resource, namespace, name), body

    def versions(self) -> dict[str, int]:
        """The version of each resource's latest change, deletions included."""
        return dict(self._connection.execute("SELECT resource, version FROM versions").fetchall())

    def write(self, key: Key, body: str | None, version: int) -> None:
        """Replace one object (None: remove it) as change number `version`."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            if body is None:
                run("DELETE FROM objects WHERE (resource, namespace, name) = (?, ?, ?)", key)
            else:
                run("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", (*key, body))
            run("INSERT OR REPLACE INTO versions VALUES (?, ?)", (key[0], version))
            run("COMMIT")
        except BaseException:
            run("ROLLBACK")
            raise

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        self._connection.close()
