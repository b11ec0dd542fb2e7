"""How soon a verdict follows what decides it, and what the checks of forty learners cost.

Each learner has a scene of one Pod whose client asks its neighbour for a page every five seconds,
and an exercise of eight checks: some hold, some never will, some wait for what the learner does.
First all Pods are watched, as they are while pages are open; then their checks are followed as
well. What is used meanwhile by this program, node, the engine and the containers' shims (so each
process that a check starts) is the cost. Then each learner asks for a page and makes a file, and
what is measured is the time from what the kernel saw to the verdict.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.node_server import NodeServer

MOST_MS, MOST_CORES = 500.0, 0.5
TARGET = f"verdict within {MOST_MS:g} ms of the event (p90), checks under {MOST_CORES:g} core"
SECONDS_TO_SEE = 60.0
STARTS_AT_ONCE = 4
SECONDS_TO_CALM = 20.0
Passed = dict[str, asyncio.Future[float]]
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: duo}
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{name: data, emptyDir: {}}]
  containers:
    - name: web
      image: busybox
      command: [sh, -c, "echo hello > /data/page; exec httpd -f -p 8080 -h /data"]
      volumeMounts: [{name: data, mountPath: /data}]
    - name: client
      image: busybox
      command: [sh, -c, "while sleep 5; do wget -qO /dev/null http://localhost:8080/page; done"]
      volumeMounts: [{name: data, mountPath: /data}]
"""
EXERCISE = """\
schema: podlab/exercise@1
id: busy
uid: 3f1c8d0e-3c44-4d4f-8f5c-3a5d2b6a7c33
title: Busy
blurb: Eight checks.
aspect: networking
scene: {units: [{pod: duo, from: duo.yaml}]}
steps: [{id: build, checkpoint: {checks: [runs, asked, made]}}]
checks:
  runs: {title: Runs, assert: {container: {of: duo/web, state: running}}}
  shares: {title: Shares, assert: {namespace: {kind: net, same: [duo/web, duo/client]}}}
  listens: {title: Listens, assert: {listen: {in: duo, port: 8080, by: web}}}
  answers: {title: Answers, assert: {http: {from: duo/client, url: "http://localhost:8080/page"}}}
  never: {title: Never, assert: {tcp: {from: duo/client, to: "localhost:81", expect: open}}}
  asked: {title: Asked, mode: edge, assert: {traffic: {pod: duo, path: /asked}}}
  made: {title: Made, mode: edge, assert: {file: {in: duo/web, path: /data/made}}}
  later: {title: Later, assert: {exec: {in: duo/web, command: [test, -e, /tmp/later]}}}
"""


def main() -> int:
    """Print what was seen, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=30, help="how long the cost is measured")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # cut short, it leaves nothing behind
    with tempfile.TemporaryDirectory() as folder:
        node = NodeServer(Path(folder) / "node")
        node.start()
        try:
            set_up(Path(folder), node)
            found = asyncio.run(measure(node, options.learners, options.seconds))
        finally:
            node.stop()
    print(json.dumps(found))
    return 0


def set_up(folder: Path, node: NodeServer) -> None:
    """Django with a database and an exercise of its own."""
    from tests.curriculum.packs import write_pack  # noqa: PLC0415

    files = {"exercise.yaml": EXERCISE, "duo.yaml": POD}
    lessons = folder / "lessons"
    lessons.mkdir()
    write_pack(lessons, {f"basics/exercises/020.busy/{name}": each for name, each in files.items()})
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "podlab.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'checks.sqlite3'}",
        "PODLAB_KUBECONFIG": str(node.kubeconfig),
        "PODLAB_LESSONS": str(lessons),
        "PODLAB_SECRET_KEY": "only-for-benchmarks-" * 4,
    }
    import django  # noqa: PLC0415 -- it reads what was just set
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    django.setup()
    call_command("migrate", verbosity=0)


async def measure(node: NodeServer, learners: int, seconds: int) -> dict[str, Any]:
    """Begin the scenes, watch, follow, act; end them."""
    from podlab.cluster import disconnect  # noqa: PLC0415 -- after set_up, as all of ours
    from podlab.exercises.checking import checkers  # noqa: PLC0415
    from podlab.exercises.scenes import end  # noqa: PLC0415
    from podlab.sandbox.live.hub import hub  # noqa: PLC0415

    scenes = await begin_all(learners)
    print(f"{learners} scenes are up")
    try:
        async with AsyncExitStack() as stack:
            for scene in scenes:
                await stack.enter_async_context(hub().watching(scene.runs["duo"]))
            watching = await cores(node, seconds)
            verdicts = [await stack.enter_async_context(followed(scene)) for scene in scenes]
            following = await cores(node, seconds)
            print("the cost is measured")
            late = await act(scenes, verdicts)
    finally:
        await checkers().close()
        await hub().close()
        for scene in scenes:
            await end(scene.attempt)
        await disconnect()
    return report(watching, following, late)


async def begin_all(learners: int) -> list[Any]:
    """One scene for each learner, all started."""
    from podlab.exercises.models import Attempt  # noqa: PLC0415
    from podlab.exercises.scenes import begin, settle  # noqa: PLC0415

    gate = asyncio.Semaphore(STARTS_AT_ONCE)

    async def one(number: int) -> Any:
        attempt = await Attempt.objects.acreate(
            owner_key=f"{number:010x}", pack="basics", exercise="busy", content=""
        )
        async with gate:
            scene = await begin(attempt)
            await settle(scene)
        return scene

    return list(await asyncio.gather(*map(one, range(learners))))


@asynccontextmanager
async def followed(scene: Any) -> AsyncIterator[Passed]:
    """The times at which each check passes first, as they come."""
    from podlab.exercises.checking import follow  # noqa: PLC0415

    loop = asyncio.get_running_loop()
    passed: Passed = {slug: loop.create_future() for slug in scene.spec.checks}

    async def listen() -> None:
        async for verdict in follow(scene.attempt):
            if verdict.passed and not passed[verdict.check].done():
                passed[verdict.check].set_result(time.time())

    task = asyncio.create_task(listen())
    try:
        yield passed
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def cores(node: NodeServer, seconds: int) -> dict[str, float]:
    """Processor seconds per second, by whoever used them."""
    await asyncio.sleep(SECONDS_TO_CALM)  # what has just begun is not the cost of going on
    before, began = used(node), time.monotonic()
    await asyncio.sleep(seconds)
    took, after = time.monotonic() - began, used(node)
    return {name: (after[name] - each) / took for name, each in before.items()}


def used(node: NodeServer) -> dict[str, float]:
    """Seconds so far. A shim has waited for all that was started in its container."""
    import docker  # noqa: PLC0415

    client: Any = docker.from_env()
    listed = client.api.containers(filters={"label": [f"podlab.node={node.node_id}"]})
    client.close()
    mine = {each["Id"] for each in listed}
    found = {"this": sum(spent(os.getpid())), "node": 0.0, "engine": 0.0, "shims": 0.0}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with suppress(OSError):
            name, pid = (folder / "comm").read_text().strip(), int(folder.name)
            if node.process and pid == node.process.pid:
                found["node"] += sum(spent(pid))
            elif name in {"dockerd", "containerd"}:
                found["engine"] += spent(pid)[0]
            elif name.startswith("containerd-shim"):
                words = (folder / "cmdline").read_text().split("\0")
                found["shims"] += sum(spent(pid)) if mine & set(words) else 0.0
    return found


def spent(pid: int) -> tuple[float, float]:
    """Seconds of a process, and of those that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own, waited = (int(fields[at]) + int(fields[at + 1]) for at in (11, 13))
    tick = os.sysconf("SC_CLK_TCK")
    return own / tick, waited / tick


async def act(scenes: list[Any], verdicts: list[Passed]) -> dict[str, list[float]]:
    """Each learner asks for a page and makes a file: milliseconds from event to verdict."""
    late: dict[str, list[float]] = {"asked": [], "made": []}
    for number, (scene, passed) in enumerate(zip(scenes, verdicts, strict=True)):
        print(f"learner {number}", file=sys.stderr)
        for slug, command in (
            ("asked", ["wget", "-qO", "/dev/null", "http://localhost:8080/asked"]),
            ("made", ["touch", "/data/made"]),
        ):
            await run_in(scene, command)
            at = await asyncio.wait_for(passed[slug], SECONDS_TO_SEE)
            late[slug].append((at - seen_at(scene, slug)) * 1000)
    return late


async def run_in(scene: Any, command: list[str]) -> None:
    from podlab.cluster import connect, talk  # noqa: PLC0415

    process = await (await connect()).exec(scene.namespace, "duo", "client", command, tty=False)
    await talk(process, b"", 4096, SECONDS_TO_SEE)


def seen_at(scene: Any, slug: str) -> float:
    """When the kernel saw what decides the check."""
    from podlab.sandbox.live.hub import hub  # noqa: PLC0415

    topic = hub().known(scene.runs["duo"].uid)
    assert topic
    entries = topic.ring.latest(frozenset({"request", "file"}), 1000)
    return next(float(each["time"]) for each in entries if str(each.get("path", "")).endswith(slug))


def report(
    watching: dict[str, float], following: dict[str, float], late: dict[str, list[float]]
) -> dict[str, Any]:
    """Print the figures, and say whether they hold."""
    cost = {name: max(0.0, following[name] - each) for name, each in watching.items()}
    for name in cost:
        print(f"{name}: watched {watching[name]:.2f}, with checks {following[name]:.2f} cores")
    every = sorted(each for found in late.values() for each in found)
    for slug, found in late.items():
        print(f"{slug}: median {statistics.median(found):.0f} ms, worst {max(found):.0f} ms")
    p90, total = every[int(len(every) * 0.9)], sum(cost.values())
    print(f"checks cost {total:.2f} cores; verdicts p90 {p90:.0f} ms")
    return {
        "name": "checks",
        "ours": {"ms": round(p90), "cores": round(total, 2)},
        "peer": {"ms": MOST_MS, "cores": MOST_CORES},
        "ratio": round(max(p90 / MOST_MS, total / MOST_CORES), 2),
        "unit": "ms and cores",
        "target": TARGET,
        "holds": p90 <= MOST_MS and total < MOST_CORES,
    }


if __name__ == "__main__":
    sys.exit(main())
