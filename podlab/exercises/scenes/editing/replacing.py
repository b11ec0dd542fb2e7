"""A unit replaced by what the learner made of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from podlab.cluster import Conflict, Refused, connect
from podlab.exercises.models import Attempt
from podlab.exercises.scenes.editing.checking import read_edited
from podlab.exercises.scenes.images.using import build_and_use
from podlab.exercises.scenes.looking import scene_of
from podlab.exercises.scenes.manifests import RESOURCES, file_text, needed_first, unit_manifest
from podlab.exercises.scenes.problems import SceneProblem
from podlab.exercises.scenes.running.beginning import unbroken
from podlab.exercises.scenes.running.remaking import put_in_place
from podlab.exercises.scenes.scene import Scene
from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import Document
from podlab.sandbox.compose.checking import problems_of_refusal

REPLACED = gettext_noop("replaced by what you made of it")


async def replace_unit(scene: Scene, address: str, text: str) -> Scene:
    """Run the learner's text in place of the unit, and keep it; the scene as it is then.

    1. Read it, and compare it with the exercise's: nothing is touched when it is wrong.
    2. Let the server say what it would refuse.
    3. Keep the text with the attempt, then remove the unit and make it again.

    Raises InvalidManifest (every mistake at its line), SceneProblem, ClusterUnavailable.
    """
    unit = scene.units[address]
    if not unit.editable:
        told = _("%(name)s is not for you to change in this lesson.")
        raise SceneProblem(told % {"name": unit.name})
    if unit.kind == "image":
        await keep(scene.attempt, address, text)
        await unbroken(build_and_use(scene, address, text))
        return await scene_of(scene.attempt, scene.record)
    original = file_text(scene.exercise, scene.attempt, unit.source)
    documents = read_edited(text, original, unit, scene.namespace, scene.spec.limits)
    await rehearse(scene.namespace, documents)
    await keep(scene.attempt, address, text)
    await unbroken(put_in_place(scene, unit_manifest(address, unit, text), REPLACED))
    return await scene_of(scene.attempt, scene.record)


async def restore_unit(scene: Scene, address: str) -> Scene:
    """Run the exercise's own text again, and forget what the learner made of it."""
    scene.attempt.manifests.pop(address, None)
    await scene.attempt.asave(update_fields=["manifests"])
    unit = scene.units[address]
    text = file_text(scene.exercise, scene.attempt, unit.source)
    if unit.kind == "image":
        await unbroken(build_and_use(scene, address, text))
        return await scene_of(scene.attempt, scene.record)
    await unbroken(put_in_place(scene, unit_manifest(address, unit, text), REPLACED))
    return await scene_of(scene.attempt, scene.record)


async def rehearse(namespace: str, documents: tuple[Document, ...]) -> None:
    """Ask the server what it would say. That an object is there already comes after its checks."""
    cluster = await connect()
    for document in needed_first(documents):
        try:
            await cluster.create(RESOURCES[document.kind], namespace, document.object, dry_run=True)
        except Conflict:
            continue
        except Refused as refused:
            raise InvalidManifest(problems_of_refusal(refused, document)) from refused


async def keep(attempt: Attempt, address: str, text: str) -> None:
    """What the learner made stays, whatever becomes of it."""
    attempt.manifests[address] = text
    await attempt.asave(update_fields=["manifests"])
