"""What was there when a scene had begun, which checks compare with."""

import asyncio
from collections.abc import Iterable

from django.utils import timezone

from podlab.exercises.models import SceneRun
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject


async def write_baseline(scene: Scene, units: Iterable[str]) -> None:
    """Keep what is there of these units now, unless something was kept of them before."""
    new = list(units)
    pods = await asyncio.gather(*(scene.pods(unit) for unit in new))
    seen = {unit: [seen_of(pod) for pod in found] for unit, found in zip(new, pods, strict=True)}
    await scene.record.arefresh_from_db(fields=["baseline", "settled_at"])
    baseline = {**seen, **scene.record.baseline}
    settled_at = scene.record.settled_at or timezone.now()
    same = SceneRun.objects.filter(pk=scene.record.pk)
    await same.aupdate(baseline=baseline, settled_at=settled_at)
    scene.record.baseline, scene.record.settled_at = baseline, settled_at


def seen_of(pod: JsonObject) -> JsonObject:
    """What a baseline keeps of a Pod: name, uid, ip, and id, start and restarts of containers."""
    status = pod.get("status") or {}
    listed = [
        *(status.get("initContainerStatuses") or []),
        *(status.get("containerStatuses") or []),
    ]
    metadata = pod["metadata"]
    return {
        "name": metadata["name"],
        "uid": metadata["uid"],
        "ip": status.get("podIP", ""),
        "containers": {state["name"]: seen_of_container(state) for state in listed},
    }


def seen_of_container(state: JsonObject) -> JsonObject:
    now = state.get("state") or {}
    return {
        "id": state.get("containerID", ""),
        "start": (now.get("running") or now.get("terminated") or {}).get("startedAt"),
        "restarts": state.get("restartCount", 0),
    }
