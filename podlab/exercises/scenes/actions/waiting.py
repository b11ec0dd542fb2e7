"""Waiting until an assertion holds."""

import asyncio
import time

from podlab.cluster import Refused
from podlab.curriculum.format.steps import Wait
from podlab.exercises.places import Place
from podlab.exercises.results import Result
from podlab.exercises.scenes.actions.reports import Did
from podlab.exercises.scenes.running.settling import SECONDS_FOR_IMAGES, waits_for_an_image
from podlab.exercises.scenes.scene import Scene

SECONDS_BETWEEN_LOOKS = 0.2


async def wait_until(scene: Scene, _: Place, action: Wait) -> Did:
    """Ask again and again until it holds. Raises Refused when it doesn't in time.

    Time that is up begins again while node makes an image that a container waits for.
    """
    within, began = action.within.total_seconds(), time.monotonic()
    deadline, latest = began + within, began + within + SECONDS_FOR_IMAGES
    while not (result := await ask(scene, action)).passed:
        now = time.monotonic()
        if deadline < now < latest and await waits_for_an_image(scene):
            deadline = now + within
        if now > deadline:
            wanted = result.expected or "what this step waits for"
            raise Refused(f"Waited in vain for {wanted}. Seen: {result.actual}", "Timeout")
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return Did(kubectl=result.command, stdout=result.actual)


async def ask(scene: Scene, action: Wait) -> Result:
    from podlab.exercises.checking import evaluate  # noqa: PLC0415 -- it looks at scenes

    return await evaluate(action.until, scene)
