"""A run for each Pod of a unit, so that it can be watched as any other: a Deployment's as well."""

import yaml

from podlab.exercises.scenes.scene import Scene, uid_of
from podlab.pods.objects import JsonObject
from podlab.sandbox.models import PodRun

KEPT_OF_METADATA = ("name", "labels")


async def runs_of(scene: Scene, unit: str) -> list[PodRun]:
    """The runs of the unit's Pods that are there now, oldest first. Raises ClusterUnavailable."""
    if scene.units[unit].kind != "deployment":
        run = scene.runs.get(unit)
        return [run] if run and run.removed_at is None else []
    return [await adopted(scene, unit, pod) for pod in await scene.pods(unit)]


async def adopted(scene: Scene, unit: str, pod: JsonObject) -> PodRun:
    """The run of a Pod that a Deployment has made; it ends with the scene."""
    metadata = {name: pod["metadata"].get(name) for name in KEPT_OF_METADATA}
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod["spec"]}
    run, _ = await PodRun.objects.aget_or_create(
        scene=scene.attempt.uid,
        unit=unit,
        pod_uid=uid_of(pod),
        defaults={
            "owner_key": scene.attempt.owner_key,
            "namespace": scene.namespace,
            "name": pod["metadata"]["name"],
            "manifest": yaml.safe_dump(manifest, sort_keys=False),
            "started_at": scene.record.began_at,
            "expires_at": scene.record.expires_at,
        },
    )
    return run
