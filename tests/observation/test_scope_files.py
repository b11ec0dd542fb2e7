"""The scope on a real engine: who wrote and read what."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from podlab.node.observation import Observatory
from podlab.node.runtime import MountInfo
from tests.support.raw_pod import IDLE, RawPod, Watcher, in_threads

pytestmark = pytest.mark.docker

DATA = (MountInfo("shared", "/data", False),)


@pytest.mark.parametrize(("medium", "times"), [("ordinary", 1000), ("tmpfs", 150)])
async def test_of_2000_writes_each_is_told_or_counted_for_its_writer(
    pod: RawPod, observatory: Observatory, medium: str, times: int
) -> None:
    pod.start(
        volumes=["shared"] if medium == "ordinary" else [],
        tmpfs=["shared"] if medium == "tmpfs" else [],
    )
    one = pod.add("one", IDLE, DATA)
    two = pod.add("two", IDLE, (MountInfo("shared", "/elsewhere", False),))
    writing = "for i in $(seq {1}); do sh -c 'echo x > {0}'$i; usleep 2000; done"
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        await in_threads(
            lambda: pod.run(one, writing.format("/data/one-", times)),
            lambda: pod.run(two, writing.format("/elsewhere/two-", times)),
        )

        def counts() -> dict[str, int]:
            told = {(entry["path"], entry["by"]) for entry in seen.of("file")}
            found = Counter(by for _, by in told)
            for entry in seen.of("folded", of="file"):
                found[entry["from"]] += entry["count"]
            return dict(found)

        await seen.until(lambda: sum(each >= times for each in counts().values()) == 2, seconds=300)
        told = seen.of("file")

    assert set(counts()) == {"one", "two"}
    assert min(counts().values()) >= times
    assert [each for each in told if each["path"].split("-")[0] != each["by"]] == []
    assert {entry["volume"] for entry in told} == {"shared"}


async def test_text_renames_and_deletes_are_told(pod: RawPod, observatory: Observatory) -> None:
    pod.start(volumes=["shared"])
    writer = pod.add("writer", IDLE, DATA)
    pod.add("reader", IDLE, (MountInfo("shared", "/data", True),))
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        pod.run(writer, "mkdir /data/d && echo one > /data/d/f")
        await seen.until(lambda: bool(seen.of("file", path="d/f")))
        pod.run(writer, "mv /data/d/f /data/g && ln -s /etc/passwd /data/l")
        await seen.until(lambda: bool(seen.of("file", path="l")))
        pod.run(writer, "rm /data/g")
        wanted = {("create", "d/"), ("rename", "g"), ("delete", "g")}
        await seen.until(
            lambda: wanted <= {(each["action"], each["path"]) for each in seen.of("file")}
        )

    told = [(entry["action"], entry["path"], entry["by"]) for entry in seen.of("file")]
    assert ("create", "d/", "writer") in told
    assert ("create", "d/f", "writer") in told
    assert ("rename", "g", "writer") in told
    assert ("delete", "g", "writer") in told
    assert seen.of("file", path="d/f")[0]["text"] == "one\n"
    assert seen.of("file", path="l")[0]["text"] is None


async def test_a_container_that_writes_at_once_is_known(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start(tmpfs=["shared"])
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        pod.add("early", "echo now > /data/early; exec sleep 3600", DATA)
        pod.add("other", IDLE, DATA)
        await seen.until(lambda: bool(seen.of("file", path="early")))

    assert seen.of("file", path="early")[0]["by"] == "early"


async def test_reads_are_told_with_their_reader_and_the_writer(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start(volumes=["shared"])
    web = pod.add("web", IDLE, DATA)
    cli = pod.add("cli", IDLE, (MountInfo("shared", "/input", True),))
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        await asyncio.to_thread(pod.run, web, "echo hello > /data/a.txt")
        await seen.until(lambda: bool(seen.of("file", path="a.txt", by="web")))
        await asyncio.to_thread(pod.run, cli, "for i in $(seq 40); do cat /input/a.txt; done")

        def reads() -> list[dict[str, Any]]:
            return seen.of("file", action="read")

        await seen.until(lambda: sum(entry["count"] for entry in reads()) >= 40)

    assert {(each["volume"], each["path"], each["by"]) for each in reads()} == {
        ("shared", "a.txt", "cli")
    }
    assert {each["written_by"] for each in reads()} == {"web"}
    assert sum(each["count"] for each in reads()) == 40
    assert len(reads()) < 10


async def test_what_changed_in_a_small_text_is_told(pod: RawPod, observatory: Observatory) -> None:
    pod.start(volumes=["shared"])
    writer = pod.add("writer", IDLE, DATA)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        await asyncio.to_thread(pod.run, writer, "printf 'one\\ntwo\\n' > /data/f")
        await seen.until(lambda: bool(seen.of("file", path="f", text="one\ntwo\n")))
        await asyncio.to_thread(
            pod.run, writer, "printf 'one\\nthree\\n' > /data/new; mv /data/new /data/g"
        )
        await seen.until(lambda: bool(seen.of("file", action="rename")))
        await asyncio.to_thread(pod.run, writer, "sed -i s/two/2/ /data/f; echo three >> /data/g")
        await seen.until(lambda: bool(seen.of("file", path="g", added=1)))

    assert seen.of("file", path="g", added=1)[0]["diff"] == [" one", " three", "+three"]
