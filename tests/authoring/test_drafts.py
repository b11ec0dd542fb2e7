"""What the studio does with a draft: the desk, the form over exercise.yaml, copies, new ones."""

from pathlib import Path

import pytest
from django.conf import settings

from podlab.accounts.models import User
from podlab.authoring.packs import Refused, draft_of, replace_draft
from podlab.authoring.studio.drafts import copying, files
from podlab.authoring.studio.drafts.desk import lay_out
from podlab.authoring.studio.drafts.fields import CannotFill, form_of, write
from podlab.authoring.studio.drafts.previewing import preview_of
from podlab.curriculum.authoring import KINDS
from podlab.curriculum.library import library
from tests.authoring.packs import EXERCISE, FILES, SLUG, pack_of

TEXT = FILES[EXERCISE].decode()
CLEANED = {
    "title": "Another", "blurb": "It says so.", "aspect": "storage", "level": 2, "minutes": 10,
    "objectives": "Say it.\n\n Mend it. ", "repeat": 1,
}  # fmt: skip


def test_a_mistake_that_is_not_saved_yet_is_told_at_its_line(ada: User) -> None:
    pack = pack_of(ada)
    broken = TEXT.replace("checks: [listens]", "checks: [listen]")

    desk = lay_out(pack, ada, {EXERCISE: broken.encode()})
    again = lay_out(pack, ada)

    line = broken[: broken.index("checks: [listen]")].count("\n") + 1
    (told,) = desk.of_file(EXERCISE)
    assert told.line == line
    assert "Did you mean `listens`" in told.sentence
    assert (again.of_file(EXERCISE), draft_of(pack)) == ([], FILES)


def test_the_desk_holds_no_file_that_the_draft_has_not(ada: User) -> None:
    pack = pack_of(ada)
    lay_out(pack, ada, {"exercises/010.whose-localhost/media/a.svg": b"<svg/>"})
    files.remove(pack, "exercises/010.whose-localhost/hints.md")

    desk = lay_out(pack, ada)

    folder = desk.library.exercises[0].folder
    assert not (folder / "media").exists()
    assert not (folder / "hints.md").exists()


def test_the_form_writes_its_fields_and_leaves_the_other_lines() -> None:
    text = "# by ada\n" + TEXT

    changed = write(text, CLEANED)

    assert form_of(changed).initial == {**CLEANED, "objectives": "Say it.\nMend it."}
    kept = [line for line in text.splitlines() if not line.startswith(("title", "blurb", "aspect"))]
    assert [line for line in kept if line not in changed.splitlines()] == []


def test_the_form_says_nothing_that_goes_without_saying() -> None:
    cleaned = {**CLEANED, "level": 1, "objectives": "", "repeat": 3}

    assert not {"level", "minutes", "objectives"} & set(write(TEXT, cleaned).split(":"))


@pytest.mark.parametrize("text", ["", "- a", "a: [", "tests: 3\n"])
def test_the_form_changes_no_text_that_it_cannot_read(text: str) -> None:
    with pytest.raises(CannotFill):
        form_of(text)


@pytest.mark.parametrize(
    "path", ["../out.yaml", "a//b", "exercises/.git/x", "sp ace.md", "", "exercises", "pack.yaml/x"]
)
def test_a_file_has_a_plain_name(ada: User, path: str) -> None:
    pack = pack_of(ada)

    with pytest.raises(Refused):
        files.save(pack, path, b"x")
    assert draft_of(pack) == FILES


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_exercise_has_no_mistakes(ada: User, kind: str) -> None:
    pack = pack_of(ada)

    path = copying.add_new(pack, kind, f"My {kind}!")

    desk = lay_out(pack, ada)
    assert path == f"exercises/020.my-{kind}/exercise.yaml"
    assert desk.mistakes == ()


def test_exercises_of_each_shipped_pack_can_be_copied_without_mistakes(ada: User) -> None:
    pack = pack_of(ada)
    replace_draft(pack, copying.new_pack(SLUG, "Basics"))
    found = library(settings.PODLAB_LESSONS)
    originals = [each.exercises[-1] for each in found.packs]

    paths = [copying.copy(pack, each, found.pack(each.pack.id)) for each in originals]

    desk = lay_out(pack, ada)
    assert [str(each) for each in desk.mistakes] == []
    copies = [desk.exercise(files.folder_name(path)) for path in paths]
    assert [each.spec.forked_from for each in copies if each] == [
        f"{each.pack.id}/{each.id}" for each in originals
    ]
    assert len({each.spec.uid for each in copies if each}) == len(paths)


def test_a_second_copy_has_a_name_of_its_own(ada: User) -> None:
    pack, found = pack_of(ada), library(settings.PODLAB_LESSONS)
    original = found.exercise("pods-101", "whose-localhost")

    path = copying.copy(pack, original, found.pack("pods-101"))

    assert path == "exercises/020.whose-localhost-2/exercise.yaml"
    assert lay_out(pack, ada).mistakes == ()


def test_the_preview_shows_every_step_and_which_answer_is_right(ada: User) -> None:
    exercise = lay_out(pack_of(ada), ada).exercise("010.whose-localhost")

    shown = preview_of(exercise)

    assert [(each.id, each.kind) for each in shown] == [
        ("predict", "predict"), ("ask", "do"), ("observe", "observe"), ("build", "checkpoint"),
    ]  # fmt: skip
    assert [(each.text, each.is_right) for each in shown[2].choices] == [
        ("web", True), ("nobody", False),
    ]  # fmt: skip
    assert [len(each.hints) for each in shown[3].checks] == [2]


def test_paths_are_gathered_by_exercise() -> None:
    found = files.folders_of(FILES)

    assert [each.name for each in found] == ["", "010.whose-localhost"]
    assert found[1].short(found[1].paths[0]) == Path(EXERCISE).name
