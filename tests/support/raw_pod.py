"""A Pod made by hand on a real engine, watched by a real scope, without a kubelet."""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

import docker

from podlab.node.observation import Observatory
from podlab.node.runtime import ContainerInfo, MountInfo, SandboxInfo

Entry = dict[str, Any]
SERVER = "mkdir -p /www && echo hello > /www/index.html && exec httpd -f -p 80 -h /www"
IDLE = "exec sleep 3600"
SECONDS = 180
DISABLE_IPV6 = "net.ipv6.conf.all.disable_ipv6"


class RawPod:
    """A pause container that mounts every volume, and containers that join it."""

    def __init__(self, client: docker.DockerClient, node_id: str, observatory: Observatory) -> None:
        self.uid = secrets.token_hex(8)
        self._client = client
        self._labels = {"podlab.node": node_id, "podlab.pod": self.uid}
        self._observatory = observatory
        self._volumes: dict[str, str] = {}
        self._pause = ""

    def start(
        self, volumes: Sequence[str] = (), tmpfs: Sequence[str] = (), network: str = "none"
    ) -> None:
        """Make volumes and pause container, and tell the observatory."""
        for volume in (*volumes, *tmpfs):
            options = {"type": "tmpfs", "device": "tmpfs", "o": "size=8m,mode=1777"}
            name = f"podlab-{self.uid}.{volume}"
            self._client.volumes.create(
                name, driver_opts=options if volume in tmpfs else {}, labels=self._labels
            )
            self._volumes[volume] = name
        container = self._client.containers.run(
            "podlab/pause",
            detach=True,
            network_mode=network,
            labels=self._labels,
            sysctls={DISABLE_IPV6: "0"} if network == "none" else {},
            volumes={
                name: {"bind": f"/podlab/volumes/{volume}"}
                for volume, name in self._volumes.items()
            },
        )
        self._pause = str(container.id)
        self._observatory.pod_started(
            SandboxInfo(
                self.uid, "default", "raw", self._pause, self._pid(self._pause), self._volumes
            )
        )

    def add(
        self,
        name: str,
        command: str,
        mounts: Sequence[MountInfo] = (),
        image: str = "podlab/busybox",
    ) -> str:
        """Start a container with a shell command and tell the observatory; its id."""
        container = self._client.containers.run(
            image,
            ["sh", "-c", command],
            detach=True,
            user="0",
            network_mode=f"container:{self._pause}",
            labels=self._labels,
            volumes={
                self._volumes[mount.volume]: {
                    "bind": mount.mount_path,
                    "mode": "ro" if mount.read_only else "rw",
                }
                for mount in mounts
            },
        )
        made = str(container.id)
        self._observatory.container_started(
            ContainerInfo(self.uid, name, made, self._pid(made), tuple(mounts))
        )
        return made

    def run(self, container_id: str, command: str) -> None:
        """Run a shell command in a container, to its end."""
        code, output = self._client.containers.get(container_id).exec_run(["sh", "-c", command])
        assert code == 0, output

    def address(self) -> str:
        """The Pod's address on its network."""
        found = self._client.api.inspect_container(self._pause)["NetworkSettings"]["Networks"]
        return str(next(iter(found.values()))["IPAddress"])

    def remove(self) -> None:
        """Tell the observatory and remove everything, by label."""
        self._observatory.pod_ended(self.uid)
        mine: dict[str, str | list[str] | bool] = {"label": f"podlab.pod={self.uid}"}
        for container in self._client.containers.list(all=True, filters=mine):
            container.remove(force=True, v=True)
        for volume in self._client.volumes.list(filters=mine):
            volume.remove(force=True)

    def _pid(self, container_id: str) -> int:
        return int(self._client.api.inspect_container(container_id)["State"]["Pid"])


class Watcher:
    """Collects the entries of one stream until the test has seen enough."""

    def __init__(self, observatory: Observatory, pod_uid: str) -> None:
        self.entries: list[Entry] = []
        self._chunks: AsyncGenerator[bytes, None] = observatory.stream(pod_uid)
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> "Watcher":
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._reading is not None
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._chunks.aclose()

    async def until(self, enough: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait until the entries satisfy `enough`."""
        try:
            async with asyncio.timeout(seconds):
                while not enough():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            kinds = [entry["kind"] for entry in self.entries]
            raise AssertionError(f"never seen enough: {len(kinds)} {self.entries[-3:]}") from None

    def of(self, kind: str, **fields: object) -> list[Entry]:
        """The entries of a kind with these fields."""
        return [
            entry
            for entry in self.entries
            if entry["kind"] == kind
            and all(entry.get(name) == value for name, value in fields.items())
        ]

    def folded(self, of: str) -> int:
        """How many were counted but not told in detail."""
        return sum(int(entry["count"]) for entry in self.of("folded", of=of))

    async def _read(self) -> None:
        async for chunk in self._chunks:
            self.entries += [json.loads(line) for line in chunk.splitlines() if line]
            self._news.set()


async def in_threads(*calls: Callable[[], object]) -> None:
    await asyncio.gather(*(asyncio.to_thread(call) for call in calls))


def asking(client: str, times: int, host: str = "localhost") -> str:
    return f"for i in $(seq {times}); do wget -qO /dev/null http://{host}/{client}/$i; done; true"
