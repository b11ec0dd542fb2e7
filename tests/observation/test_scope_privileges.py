"""What the scope still sees when privileges are taken away, and that its workers have none."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.scope import CAPABILITIES, ScopeContainer
from podlab.node.observation import Observatory
from podlab.node.runtime import MountInfo
from tests.support.raw_pod import IDLE, RawPod, Watcher

pytestmark = pytest.mark.docker

NOTHING, FOR_FILES = f"{0:016x}", f"{1 << 2 | 1 << 19 | 1 << 21:016x}"
DATA = (MountInfo("shared", "/data", False),)


@asynccontextmanager
async def watched_pod(
    client: docker.DockerClient, node_id: str, capabilities: Sequence[str]
) -> AsyncIterator[tuple[RawPod, Watcher]]:
    """A Pod with a volume, watched by a scope that has only these capabilities."""
    own_engine = Engine(node_id)
    observatory = Observatory(ScopeContainer(own_engine, capabilities).open)
    observatory.start()
    pod = RawPod(client, node_id, observatory)
    try:
        pod.start(volumes=["shared"])
        async with Watcher(observatory, pod.uid) as seen:
            yield pod, seen
    finally:
        pod.remove()
        observatory.stop()
        own_engine.close()


async def test_without_marks_on_mounts_writers_are_found_by_elimination(
    engine: docker.DockerClient, node_id: str
) -> None:
    fewer = [name for name in CAPABILITIES if name != "SYS_ADMIN"]
    async with watched_pod(engine, node_id, fewer) as (pod, seen):
        writer = pod.add("writer", IDLE, DATA)
        pod.add("reader", IDLE, (MountInfo("shared", "/data", True),))
        await seen.until(lambda: bool(seen.of("tap", writers="elimination", attribution="none")))
        await asyncio.to_thread(pod.run, writer, "echo text > /data/f")
        await seen.until(lambda: bool(seen.of("file", path="f")))

    (change,) = seen.of("file", action="create")
    assert (change["by"], change["text"]) == ("writer", "text\n")


async def test_workers_have_given_their_privileges_away(
    engine: docker.DockerClient, node_id: str
) -> None:
    async with watched_pod(engine, node_id, CAPABILITIES) as (_, seen):
        await seen.until(lambda: bool(seen.of("tap", attribution="nft", writers="mount")))
        mine = [f"podlab.node={node_id}", "podlab.role=scope"]
        scope = engine.containers.list(filters={"label": mine})[0]
        script = (
            "import pathlib\n"
            "for path in pathlib.Path('/proc').glob('[0-9]*/status'):\n"
            "    text = path.read_text()\n"
            "    if 'python3' in text.split('\\n')[0]: print(text, '=' * 9)\n"
        )
        _, output = scope.exec_run(["/usr/bin/python3", "-c", script])
    assert isinstance(output, bytes)

    parent = f"PPid:\t{scope.attrs['State']['Pid']}\n"
    workers = [fields(text) for text in output.decode().split("=" * 9) if parent in text]
    assert {worker["CapEff"] for worker in workers} == {NOTHING, FOR_FILES}
    assert {worker["NoNewPrivs"] for worker in workers} == {"1"}
    assert all(worker["Uid"].split()[0] != "0" for worker in workers)


def fields(status: str) -> dict[str, str]:
    return dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
