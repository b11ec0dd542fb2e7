"""The action that builds an image from its Dockerfile."""

from podlab.curriculum.format.steps import Build
from podlab.exercises.places import Place
from podlab.exercises.scenes.actions.reports import Did
from podlab.exercises.scenes.images.building import build_unit
from podlab.exercises.scenes.scene import Scene


async def build_image(scene: Scene, place: Place, _: Build) -> Did:
    """Build it as it is written, or as the learner has made it."""
    return await build_unit(scene.record, scene.exercise, scene.attempt, place.unit)
