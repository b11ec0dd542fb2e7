"""Pictures of exercises: shown with their text, served as pictures and nothing else."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from podlab.curriculum.library import library
from tests.curriculum.packs import EXERCISE, FOLDER, write_pack

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
AT = "/media/basics/whose-localhost/media/topology.svg"


@pytest.fixture
def lessons(tmp_path: Path, settings: LazySettings) -> Path:
    settings.PODLAB_LESSONS = write_pack(tmp_path, {
        f"{FOLDER}/instructions.md": "## Look\n\n![Two Pods](media/topology.svg) ![x](scene/a.png)",
        f"{FOLDER}/media/topology.svg": SVG,
        f"{FOLDER}/media/notes.html": "<script>alert(1)</script>",
        f"{FOLDER}/exercise.yaml": EXERCISE,
    })  # fmt: skip
    return tmp_path


def test_text_shows_pictures_of_the_exercise_only(lessons: Path) -> None:
    html = library(lessons).exercises[0].text("#look")

    assert html == f'<p><img src="{AT}" alt="Two Pods"> <img src="" alt="x"></p>\n'


@pytest.mark.django_db
def test_picture_is_served_and_may_do_nothing(lessons: Path, client: Client) -> None:
    response = client.get(AT)

    assert response.content.decode() == SVG
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/media/basics/whose-localhost/media/notes.html",
        "/media/basics/whose-localhost/exercise.yaml",
        "/media/basics/whose-localhost/media/../exercise.yaml",
        "/media/basics/whose-localhost/media/none.svg",
        "/media/basics/other/media/topology.svg",
        "/media/other/whose-localhost/media/topology.svg",
    ],
)
def test_anything_else_is_not_found(lessons: Path, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
