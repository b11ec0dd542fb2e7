"""One Docker Engine: the few calls that the kubelet makes, with our errors."""

import base64
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docker

from podlab.node.engine import names
from podlab.node.engine.errors import BeingRemoved, NameTaken, NotThere, raise_for, translated

logger = logging.getLogger(__name__)

CALL_SECONDS = 60  # a start under load takes seconds; a dead engine must not hold a thread for ever
CONNECTIONS = 32
STAT_HEADER = "X-Docker-Container-Path-Stat"
SHIM = "io.containerd."
FOLDER_BIT, LINK_BIT = 1 << 31, 1 << 27  # of Go's file modes


@dataclass(frozen=True)
class PathStat:
    """What is at a path of a container. `target` is where a link leads, as a path without links."""

    size: int
    is_folder: bool
    target: str = ""


class Engine:
    """Thread-safe. Connects at its first use, so that node can start before the engine does.

    Only objects labelled with `node_id` are ever listed, and so ever touched.
    """

    def __init__(self, node_id: str) -> None:
        self.node_id = node_id
        self._lock = threading.Lock()
        self._client: docker.DockerClient | None = None
        self._nests: bool | None = None

    @property
    def client(self) -> docker.DockerClient:
        """The SDK's client; raises RuntimeUnavailable while nobody answers."""
        with self._lock, translated():
            if self._client is None:
                self._client = docker.from_env(
                    version="auto", timeout=CALL_SECONDS, max_pool_size=CONNECTIONS
                )
            return self._client

    @property
    def api(self) -> Any:
        """The SDK's low-level client: one request per call, nothing inspected unasked."""
        return self.client.api

    def version(self) -> str:
        """The engine's version, worded as a kubelet words it."""
        with translated():
            return f"docker://{self.api.version()['Version']}"

    def offered_runtimes(self) -> tuple[str, list[str]]:
        """The default runtime, and all that the engine was told of, by name; whether they work
        is not known. Its own names for the shims of runc are none.
        """
        with translated():
            found = self.api.info()
        names = [each for each in found.get("Runtimes") or {} if not each.startswith(SHIM)]
        return str(found.get("DefaultRuntime", "")), sorted(names)

    @property
    def nests_cgroups(self) -> bool:
        """Whether a container's cgroup can hold those of others, and so bound a whole Pod.

        Cgroup v2 forbids it, and systemd, where it is the engine's driver, makes its own.
        """
        if self._nests is None:
            with translated():
                found = self.api.info()
            driver, version = found.get("CgroupDriver"), found.get("CgroupVersion", "1")
            self._nests = (driver, version) == ("cgroupfs", "1")
            if not self._nests:
                logger.warning("limits hold per container only (cgroups: %s v%s)", driver, version)
        return self._nests

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()

    def create(self, config: Mapping[str, Any], name: str) -> str:
        """Make a container and return its id; one of this name that is there is taken as it is."""
        with translated():
            try:
                with translated():
                    made = self.api.create_container_from_config(dict(config), name)
            except NameTaken:
                made = self.api.inspect_container(name)
        return str(made["Id"])

    def start(self, container_id: str) -> None:
        """Start a container; one that runs already is left alone."""
        with translated():
            self.api.start(container_id)

    def inspect(self, container_id: str) -> dict[str, Any]:
        """All that the engine knows about one container."""
        with translated():
            found: dict[str, Any] = self.api.inspect_container(container_id)
            return found

    def kill(self, container_id: str, signal: str = "SIGKILL") -> None:
        """Send a signal; a container that has ended is left alone."""
        try:
            with translated():
                self.api.kill(container_id, signal)
        except NotThere:
            return

    def wait(self, container_id: str) -> None:
        """Return when a container has ended."""
        with translated():
            self.api.wait(container_id, timeout=CALL_SECONDS)

    def remove(self, container_id: str) -> None:
        """Remove a container, running or not; safe to repeat."""
        try:
            with translated():
                self.api.remove_container(container_id, force=True, v=True)
        except (NotThere, BeingRemoved):
            return

    def containers(self, pod_uid: str = "") -> list[dict[str, Any]]:
        """This node's containers in every state, or those of one Pod."""
        with translated():
            found: list[dict[str, Any]] = self.api.containers(
                all=True, filters={"label": self._labels(pod_uid)}
            )
            return found

    def written(self, pod_uid: str) -> list[tuple[str, str, int]]:
        """Name, id and bytes of each running container of a Pod; the engine adds up its files."""
        with translated():
            listed = self.api.containers(size=True, filters={"label": self._labels(pod_uid)})
        return [
            (each["Labels"][names.CONTAINER], str(each["Id"]), int(each.get("SizeRw", 0)))
            for each in listed
            if names.CONTAINER in each["Labels"]
        ]

    def volumes(self, pod_uid: str = "") -> list[dict[str, Any]]:
        """This node's volumes, or those of one Pod."""
        with translated():
            found = self.api.volumes(filters={"label": self._labels(pod_uid)})
            return found["Volumes"] or []

    def volume_folder(self, name: str) -> str:
        """Where the engine's machine keeps a volume."""
        with translated():
            return str(self.api.inspect_volume(name)["Mountpoint"])

    def remove_volume(self, name: str) -> None:
        """Remove a volume; safe to repeat."""
        try:
            with translated():
                self.api.remove_volume(name, force=True)
        except NotThere:
            return

    def unpack(self, container_id: str, folder: str, archive: bytes) -> None:
        """Unpack a tar archive into a folder of a container, volumes included."""
        with translated():
            self.api.put_archive(container_id, folder, archive)

    def stat(self, container_id: str, path: str) -> PathStat | None:
        """What is at a path, running or not; None where nothing is. No link leads out of it."""
        try:
            with translated():
                url = self._url(f"/containers/{container_id}/archive")
                answer = self.api.head(url, params={"path": path}, timeout=CALL_SECONDS)
                raise_for(answer)
        except NotThere:
            return None
        found = json.loads(base64.b64decode(answer.headers[STAT_HEADER]))
        mode = int(found["mode"])
        target = str(found["linkTarget"]) if mode & LINK_BIT else ""
        return PathStat(int(found["size"]), bool(mode & FOLDER_BIT), target)

    def run(self, container_id: str, command: Sequence[str]) -> tuple[int, str]:
        """Run a command in a container to its end: its exit code, and all that it printed."""
        with translated():
            made = self.api.exec_create(container_id, list(command))
            output = self.api.exec_start(made["Id"])
            code = self.api.exec_inspect(made["Id"])["ExitCode"]
        return int(code), output.decode(errors="replace")

    def open_stream(self, path: str, parameters: Mapping[str, str | int | float]) -> Any:
        """A GET whose answer has no known end, as a `requests.Response` for the caller to close.

        The SDK's own streams of logs can be neither closed cleanly nor read from a terminal.
        """
        with translated():
            url = self._url(path)
            answer = self.api.get(url, params=parameters, stream=True, timeout=(CALL_SECONDS, None))
            if answer.status_code >= 400:
                with answer:
                    raise_for(answer)
            return answer

    def image(self, tag: str) -> dict[str, Any]:
        """All that the engine knows about an image; raises ImageMissing."""
        with translated():
            found: dict[str, Any] = self.api.inspect_image(tag)
            return found

    def ping(self) -> None:
        """Ask for a sign of life; raises RuntimeUnavailable."""
        with translated():
            self.api.ping()

    def _url(self, path: str) -> str:
        return f"{self.api.base_url}/v{self.api.api_version}{path}"

    def _labels(self, pod_uid: str) -> list[str]:
        mine = [f"{names.NODE}={self.node_id}"]
        return [*mine, f"{names.POD}={pod_uid}"] if pod_uid else mine
