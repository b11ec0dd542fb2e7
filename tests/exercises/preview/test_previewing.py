"""exercise_preview as an author uses it: a file is saved, and the pages follow."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.test import Client

from tests.support.node_server import free_port
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[3]
PACK = "pods-101"
LESSON = f"/lessons/{PACK}/whose-localhost/"
SECONDS_TO_STOP = 15


@dataclass
class Preview:
    """A running preview, and the author's browser."""

    lessons: Path
    browser: httpx.Client

    @property
    def exercise(self) -> Path:
        return self.lessons / "pods-101/exercises/020.whose-localhost"

    def answers(self) -> bool:
        try:
            return self.browser.get("/preview/").is_success
        except httpx.TransportError:
            return False

    def drawer(self) -> str:
        """What the page under the lesson loads."""
        [address] = re.findall(r'hx-get="(/preview/pods-101/[^"]+)"', self.browser.get(LESSON).text)
        return str(address).replace("&amp;", "&")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    folder, port = tmp_path_factory.mktemp("preview"), free_port()
    lessons = folder / "lessons"
    shutil.copytree(ROOT / "lessons", lessons, ignore=all_but_one_exercise)
    environment = {
        **os.environ,
        "PODLAB_VAR": str(folder / "var"),
        "PODLAB_LESSONS": str(lessons),
        "PODLAB_KUBECTL_PORT": "0",
        "PODLAB_SECRET_KEY": "only-for-tests-" * 4,
    }
    command = [sys.executable, "manage.py", "exercise_preview", str(lessons), "--port", str(port)]
    with (folder / "log").open("wb") as log:
        site = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    with httpx.Client(base_url=f"http://localhost:{port}", trust_env=False, timeout=60) as browser:
        found = Preview(lessons, browser)
        try:
            eventually(found.answers)
            yield found
        finally:
            site.terminate()
            site.wait(SECONDS_TO_STOP)


def all_but_one_exercise(folder: str, names: list[str]) -> set[str]:
    """What is not copied: the fewer files, the sooner they are read."""
    if Path(folder).name == "exercises":
        return set(names) - {"020.whose-localhost"}
    if Path(folder).name == "lessons":
        return {name for name in names if (Path(folder) / name / "pack.yaml").exists()} - {PACK}
    return set()


def test_a_mistake_is_told_at_its_line_while_it_is_there(preview: Preview) -> None:
    file = preview.exercise / "exercise.yaml"
    sound = file.read_text()
    drawer = preview.drawer()
    assert "No mistakes in the files." in preview.browser.get(drawer).text

    file.write_text(sound.replace("kind: experiment", "kind: story"))
    broken = preview.browser.get(drawer).text
    listed = preview.browser.get("/preview/").text
    file.write_text(sound)

    for page in (broken, listed):
        assert "pods-101/exercises/020.whose-localhost/exercise.yaml:7" in page
    assert "No mistakes in the files." in preview.browser.get(drawer).text


def test_a_page_is_loaded_again_when_its_files_have_changed(preview: Preview) -> None:
    drawer = preview.drawer()
    assert "HX-Refresh" not in preview.browser.get(drawer).headers

    with (preview.exercise / "instructions.md").open("a") as text:
        text.write("\nOne more sentence.\n")

    assert preview.browser.get(drawer).headers["HX-Refresh"] == "true"
    assert preview.drawer() != drawer


def test_what_is_shown_already_is_not_sent_again(preview: Preview) -> None:
    first = preview.browser.get(preview.drawer()).text
    [again] = re.findall(r'hx-get="([^"]+)"', first)

    assert preview.browser.get(again.replace("&amp;", "&")).status_code == httpx.codes.NO_CONTENT


def test_a_site_without_preview_has_none(client: Client) -> None:
    assert client.get("/preview/").status_code == httpx.codes.NOT_FOUND
