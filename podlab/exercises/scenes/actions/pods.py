"""Actions on whole units: delete, make again, scale and apply."""

from dataclasses import replace

from django.utils.translation import gettext_noop

from podlab.cluster import NotFound, Refused, connect
from podlab.curriculum.format.steps import Apply, DeletePod, Recreate, Scale
from podlab.exercises.places import Place
from podlab.exercises.scenes.actions.reports import Did
from podlab.exercises.scenes.actions.typed import typed_apply, typed_delete, typed_recreate
from podlab.exercises.scenes.manifests import file_text, objects_in, text_of, unit_manifest
from podlab.exercises.scenes.problems import NotAllowed
from podlab.exercises.scenes.running import remaking
from podlab.exercises.scenes.running.making import make_objects
from podlab.exercises.scenes.scene import Scene

DELETED = gettext_noop("deleted by this lesson's step")
REPLACED = gettext_noop("made again by this lesson's step")


async def delete_pod(scene: Scene, place: Place, _: DeletePod) -> Did:
    """Delete the Pod; it stays deleted, unless a Deployment makes another."""
    pod = await remaking.delete_pod(scene, place.unit, DELETED)
    return typed_delete(scene, place.unit, pod)


async def recreate(scene: Scene, place: Place, _: Recreate) -> Did:
    """Delete the unit and create it again from its manifest; what it needs is left alone."""
    unit = scene.units[place.unit]
    text = text_of(scene.exercise, scene.attempt, place.unit, unit)
    manifest = unit_manifest(place.unit, unit, text)
    await remaking.put_in_place(scene, manifest.without_needs, REPLACED)
    return typed_recreate(scene, place.unit, manifest.main)


async def scale(scene: Scene, place: Place, action: Scale) -> Did:
    """Say how many Pods the Deployment wants."""
    name = scene.units[place.unit].name
    try:
        await (await connect()).scale(scene.namespace, name, action.replicas)
    except NotFound as error:
        raise Refused(f"{name} is not there", "NotFound") from error
    typed = f"kubectl -n {scene.namespace} scale deployment {name} --replicas={action.replicas}"
    return Did(typed)


async def apply_unit(scene: Scene, place: Place, action: Apply) -> Did:
    """Create the unit, from another file if one is named; one that is there is replaced.

    A refusal that may be is what there is to see, as kubectl would have said it.
    """
    unit = scene.units[place.unit]
    if action.source:
        text = file_text(scene.exercise, scene.attempt, action.source)
    else:
        text = text_of(scene.exercise, scene.attempt, place.unit, unit)
    manifest = unit_manifest(place.unit, unit, text)
    did = typed_apply(scene, action.source or unit.source, manifest)
    try:
        await remaking.put_in_place(scene, manifest, REPLACED)
    except NotAllowed as refusal:
        if not action.may_be_refused:
            raise
        return replace(did, exit_code=1, stderr=f"{refusal}\n")
    return did


async def apply_file(scene: Scene, _: Place, action: Apply) -> Did:
    """Create the objects of a file; they end with the scene."""
    source = action.source or ""
    documents = objects_in(file_text(scene.exercise, scene.attempt, source), source)
    await make_objects(scene.record, scene.namespace, documents)
    return typed_apply(scene, source)
