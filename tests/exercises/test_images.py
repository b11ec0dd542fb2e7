"""Images that a scene builds: by a button, by the learner's own Dockerfile, and gone with it."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import AsyncClient

from podlab.exercises.checking import evaluate
from podlab.exercises.models import Attempt
from podlab.exercises.results import Outcome
from podlab.exercises.scenes import Scene, begin, current, end, perform, replace_unit, restart
from podlab.exercises.scenes.images.reading import read_image
from podlab.pods.errors import InvalidManifest
from tests.curriculum.packs import write_pack
from tests.exercises.checking.lab import asserted

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]
FOLDER = "basics/exercises/010.ship"
EXERCISE = """\
schema: podlab/exercise@1
id: ship
uid: 0e8f7c1a-2f7c-4d34-9a0e-0b7d6f4d3a11
title: Ship
blurb: An image is built.
aspect: definition
requires: [build]
vars: {TOKEN: {random: hex8}}
scene:
  units:
  - {image: page, from: Dockerfile, context: files, editable: ["*"]}
  - {pod: reader, from: reader.yaml, later: true}
steps:
- {id: make, do: {label: Make it, actions: [{action: build, of: page}]}}
- {id: mend, checkpoint: {edit: page, checks: [small]}}
checks:
  small: {title: It is small, assert: {image: {of: page, max_size: 64Mi}}}
"""
READER = """\
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: reader, image: built/page, imagePullPolicy: IfNotPresent}]
"""
DOCKERFILE = 'FROM busybox\nCOPY page.txt /page.txt\nCMD ["sleep", "600"]\n'
MINE = DOCKERFILE.replace("CMD", "RUN echo mine >> /page.txt\nUSER 1000\nCMD")
SMALL = "image: {of: page, max_size: 64Mi, has_shell: true, setuid_max: 0, findings_max: 0}"


@pytest.fixture
def attempt(live: None, learner: str, tmp_path: Path, settings: LazySettings) -> Attempt:
    """An attempt whose scene has not begun."""
    files = {
        "exercise.yaml": EXERCISE,
        "Dockerfile": DOCKERFILE,
        "reader.yaml": READER,
        "files/page.txt": "page ${TOKEN}\n",
    }
    pack = {f"{FOLDER}/{name}": text for name, text in files.items()}
    settings.PODLAB_LESSONS = write_pack(tmp_path, pack)
    return Attempt(
        owner_key=learner, pack="basics", exercise="ship", content="",
        variables={"TOKEN": "c0ffee42"},
    )  # fmt: skip


async def feedback(scene: Scene, text: str) -> str:
    result = await evaluate(asserted(text), scene)
    assert result.outcome is not Outcome.ERROR, result.actual
    return result.feedback


async def test_an_image_is_built_changed_run_and_taken_away(attempt: Attempt) -> None:
    await attempt.asave()
    scene = await begin(attempt)
    assert await feedback(scene, SMALL) == "not_built"

    done = await perform(scene, scene.spec.steps[0], "once")

    (result,) = done.results
    assert (result["outcome"], result["docker"]) == (
        "pass",
        "docker build --network none -t built/page -f Dockerfile files",
    )
    assert "Step 2/3 : COPY page.txt /page.txt" in result["stdout"]
    assert await feedback(scene, SMALL) == ""
    assert await feedback(scene, "image: {of: page, secret_absent: c0ffee42}") == "secret_found"

    with pytest.raises(InvalidManifest) as invalid:
        await replace_unit(scene, "page", DOCKERFILE + "RUN echo no; exit 3\n")
    (error,) = invalid.value.errors
    assert (error.line, "non-zero code: 3" in error.problem) == (4, True)
    with pytest.raises(InvalidManifest) as invalid:
        await replace_unit(scene, "page", DOCKERFILE + "ADD http://localhost/ /x\n")
    assert [each.line for each in invalid.value.errors] == [4]

    scene = await replace_unit(scene, "page", MINE)
    assert await feedback(scene, "image: {of: page, user: '1000'}") == ""
    assert "reader" in scene.runs

    scene = await restart(attempt)
    assert await feedback(scene, "image: {of: page, user: '1000'}") == ""
    await end(attempt)
    assert await current(attempt) is None
    assert await read_image(scene.namespace, "page") is None


async def test_an_image_is_shown_to_who_built_it(attempt: Attempt) -> None:
    await attempt.asave()
    scene = await begin(attempt)
    await perform(scene, scene.spec.steps[0], "once")
    address = "/lessons/basics/ship/image/?unit=page"

    stranger = await AsyncClient().get(address)

    assert stranger.status_code == 404
    assert await read_image(scene.namespace, "page")
    await end(attempt)
