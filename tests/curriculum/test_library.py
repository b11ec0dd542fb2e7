"""The library: packs are read with all their mistakes, each at its file and line."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from podlab.curriculum.library import library
from tests.curriculum.packs import EXERCISE, FOLDER, PACK, POD, write_pack
from tests.support.bombs import BOMBS

HERE = f"{FOLDER}/exercise.yaml"


def mistakes(folder: Path) -> list[str]:
    return [str(mistake) for mistake in library(folder).mistakes]


def test_library_holds_packs_and_exercises(tmp_path: Path) -> None:
    found = library(write_pack(tmp_path))

    assert found.mistakes == ()
    assert [pack.id for pack in found.packs] == ["basics"]
    exercise = found.exercise("basics", "whose-localhost")
    assert exercise.spec.title == "Whose localhost is it?"
    assert exercise.pack.title == "Basics"
    assert exercise.read("scene/duo.pod.yaml").startswith("apiVersion: v1")
    assert found.exercises == (exercise,)


def test_library_of_one_pack_is_its_folder(tmp_path: Path) -> None:
    assert library(write_pack(tmp_path) / "basics").pack("basics").exercises


def test_library_is_empty_where_nothing_is_taught(tmp_path: Path) -> None:
    assert library(tmp_path).packs == ()


def test_library_is_kept_until_a_file_changes(tmp_path: Path) -> None:
    before = library(write_pack(tmp_path))
    assert library(tmp_path) is before

    write_pack(tmp_path, {f"{FOLDER}/instructions.md": "# Read"})

    after = library(tmp_path)
    assert after.exercises[0].content != before.exercises[0].content


def test_content_is_the_same_for_the_same_files(tmp_path: Path) -> None:
    one, other = write_pack(tmp_path / "a"), write_pack(tmp_path / "b")

    assert library(one).exercises[0].content == library(other).exercises[0].content


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    other = "basics/exercises/020.other"
    second = EXERCISE.replace("whose-localhost", "other").replace("6f0c7d0e", "6f0c7d0f")
    write_pack(tmp_path, {f"{other}/exercise.yaml": second, f"{other}/scene/duo.pod.yaml": POD})
    before = library(tmp_path).exercises

    (tmp_path / other / "exercise.yaml").write_text(second.replace("Whose", "Who's"))

    after = library(tmp_path).exercises
    assert (after[0] is before[0], after[1].spec.title) == (True, "Who's localhost is it?")


def test_hidden_files_and_folders_do_not_count(tmp_path: Path) -> None:
    before = library(write_pack(tmp_path))
    write_pack(tmp_path, {".old/pack.yaml": PACK, "basics/.git/HEAD": "x"})
    write_pack(tmp_path, {f"{FOLDER}/.exercise.yaml.swp": "x"})

    after = library(tmp_path)
    assert (after.mistakes, after.exercises) == ((), before.exercises)


def test_a_pack_may_name_the_concepts_of_another(tmp_path: Path, settings: LazySettings) -> None:
    settings.PODLAB_CONCEPTS = write_pack(
        tmp_path / "shared", {"basics/concepts.yaml": "port: {title: Port}"}
    )
    named = EXERCISE.replace("vars:", "concepts: [port, duo]\nvars:")
    own = {"basics/concepts.yaml": "duo: {title: Two, prerequisites: [port]}", HERE: named}

    found = library(write_pack(tmp_path / "mine", own))

    assert found.mistakes == ()
    assert list(found.pack("basics").concepts) == ["duo"]


def test_packs_come_in_the_order_that_they_say(tmp_path: Path) -> None:
    for name, order in (("a", ""), ("b", "order: 10\n"), ("c", "order: 60\n")):
        write_pack(
            tmp_path, {f"{name}/pack.yaml": PACK.replace("id: basics", f"id: {name}\n{order}")}
        )

    assert [each.id for each in library(tmp_path).packs] == ["b", "a", "basics", "c"]


def test_exercises_come_in_the_order_of_their_folders(tmp_path: Path) -> None:
    second = EXERCISE.replace("whose-localhost", "second").replace("6f0c7d0e", "6f0c7d0f")
    other = "basics/exercises/005.second"
    write_pack(tmp_path, {f"{other}/exercise.yaml": second, f"{other}/scene/duo.pod.yaml": POD})

    assert [each.id for each in library(tmp_path).exercises] == ["second", "whose-localhost"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Whose", "titel: Whose", [":1: title: is required",
                    ":4: titel: is no field of the format here. Did you mean `title`?"]),
        ("podlab/exercise@1", "podlab/exercise@9",
         [":1: schema: this Podlab reads `schema: podlab/exercise@1`"]),
        ("uid: 6f0c", "uid: 7", [":3: uid: must be a UUID; `exercise_new` makes one"]),
        ("{random: hex8}", "{random: dice}",
         [":8: vars.TOKEN.random: must be 'hex4', 'hex8', 'word' or 'port'"]),
        ("{random: hex8}", "{}", [":8: vars.TOKEN: give exactly one of random, pick and value"]),
        ("TOKEN: {", "token: {", [":8: vars.token: name a variable in capitals: TOKEN"]),
        ("scene/duo.pod.yaml", "../../duo.yaml",
         [":12: scene.units[0].from: write a path inside the exercise's folder, without '..'"]),
        ("action: exec", "action: sing", [(
            ":18: steps[0].do.actions[0]: `sing` is no 'action'; known are 'exec', 'kill', "
            "'delete_pod', 'recreate', 'scale', 'write_file', 'apply', 'build', 'wait', "
            "'kubectl'")]),
        ("in: duo/client", "in: 7", [(
            ":19: steps[0].do.actions[0].in: must be a text; put it in quotes if it looks like a "
            "number, yes or no; or must be a mapping: names and their values")]),
        ('port: "${PORT}"', "port: http",
         [":27: checks.listens.assert.listen.port: write a whole number, or a variable: ${PORT}"]),
        ("listen: {in", "lisen: {in", [(
            ":27: checks.listens.assert.lisen: is no field of the format here. "
            "Did you mean `listen`?")]),
        ("hex8}", "hex8}\n  X: {value: $(ls)}", [
            ":9: vars.X.value: must be letters, digits and . _ : / @ - only"]),
        ("  listens:", "  Listens:", [(
            ":24: checks.Listens: must be lower-case letters, digits and hyphens: two-pods")]),
        ("aspect: networking", "aspect: networking\naspect: storage", [(
            ':7: aspect: key "aspect" already set in map. It is in line 6 too; '
            "keep one, or join their contents.")]),
        ("blurb: The", "blurb: [The", [(
            ":6: yaml: expected ',' or ']', but got ':'. "
            "Each [ needs its ], and a comma stands between the entries.")]),
    ],
)  # fmt: skip
def test_mistake_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    assert old in EXERCISE
    write_pack(tmp_path, {HERE: EXERCISE.replace(old, new, 1)})

    assert mistakes(tmp_path) == [HERE + each for each in expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("in: duo/client", "in: due/client",
         (":19: steps[0].do.actions[0].in: there is no unit or container `due/client`; "
          "there is duo")),
        ("in: duo/client", "in: {left: due}",
         (":19: steps[0].do.actions[0].in.left: there is no unit or container `due`. "
         "Did you mean `duo`?")),
        ("in: duo/web", "in: outside",
         (":27: checks.listens.assert.listen.in: there is no unit or container `outside`; "
         "there is duo")),
        ("[listens]", "[listen]", (":22: steps[1].checkpoint.checks[0]: "
         "there is no check `listen`. Did you mean `listens`?")),
        ("edit: duo,", 'edit: duo, text: "#build",', (":22: steps[1].checkpoint.text: "
         "there is no instructions.md with a heading #build")),
        ("edit: duo,", 'edit: duo, text: "build",', (":22: steps[1].checkpoint.text: "
         "must be the anchor of a heading, such as #build-it")),
        ("scene/duo.pod.yaml", "scene/dou.pod.yaml", (":12: scene.units[0].from: there is no file "
         "`scene/dou.pod.yaml` in this folder. Did you mean `scene/duo.pod.yaml`?")),
        ("aspect: networking", "aspect: networking\nconcepts: [zeppelin]",
         ":7: concepts[0]: there is no concept `zeppelin` in concepts.yaml"),
        ("aspect: networking", "aspect: networking\nexport: {unit: duo}",
         ":7: export: there is no instructions.md with a heading #in-a-real-cluster"),
        ("aspect: networking", "aspect: networking\ntests: {wrong: [{fails: {hears: x}}]}",
         ":7: tests.wrong[0].fails.hears: there is no check `hears`; there is listens"),
        ("aspect: networking", "aspect: networking\nsolution: {answers: {build: a, askk: b}}",
         ":7: solution.answers.askk: there is no step `askk`. Did you mean `ask`?"),
    ],
)  # fmt: skip
def test_reference_to_nothing_is_a_mistake(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in EXERCISE
    write_pack(tmp_path, {HERE: EXERCISE.replace(old, new, 1)})

    assert mistakes(tmp_path) == [HERE + expected]


def test_exercise_with_mistakes_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    write_pack(tmp_path, {"basics/exercises/020.broken/exercise.yaml": "[]"})

    assert [each.id for each in library(tmp_path).exercises] == ["whose-localhost"]
    assert library(tmp_path).mistakes


def test_ids_are_given_once(tmp_path: Path) -> None:
    again = "basics/exercises/020.again"
    write_pack(tmp_path, {f"{again}/exercise.yaml": EXERCISE, f"{again}/scene/duo.pod.yaml": POD,
                          "other/pack.yaml": PACK})  # fmt: skip

    assert mistakes(tmp_path) == [
        (
            "basics/exercises/020.again/exercise.yaml:1: id: "
            "`whose-localhost` is the id of 010.whose-localhost as well"
        ),
        "other/pack.yaml:1: id: `basics` is the id of basics as well",
    ]


@pytest.mark.parametrize(
    ("path", "content", "sentence"),
    [
        ("scene/big.yaml", b"x" * (2 << 20), "scene/big.yaml:1: is larger than 1024 KiB"),
        ("instructions.md", b"x" * (33 << 10), "instructions.md:1: is larger than 32 KiB"),
        ("a/b/c/d/e.txt", "deep", "a/b/c/d/e.txt:1: lies more than 4 folders deep"),
        ("scene/a b.yaml", "", (
            "scene/a b.yaml:1: has a name with other characters than letters, digits, dots, "
            "- and _")),
        ("exercise.yaml", b"\xff\xfe\xfa", "exercise.yaml:1: is no text: save it as UTF-8"),
    ],
)  # fmt: skip
def test_odd_file_is_refused_in_a_sentence(
    tmp_path: Path, path: str, content: str | bytes, sentence: str
) -> None:
    write_pack(tmp_path, {f"{FOLDER}/{path}": content})

    assert mistakes(tmp_path) == [f"{FOLDER}/{sentence}"]
    assert library(tmp_path).exercises == ()


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    write_pack(tmp_path, {f"{FOLDER}/files/{number}.txt": "" for number in range(201)})

    assert mistakes(tmp_path) == [f"{FOLDER}:1: holds more than 200 files"]


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / FOLDER / "files").symlink_to("/etc")
    (tmp_path / FOLDER / "instructions.md").symlink_to("/etc/passwd")

    sentence = "is a link; a pack holds plain files and folders only"
    assert mistakes(tmp_path) == [
        f"{FOLDER}/files:1: {sentence}",
        f"{FOLDER}/instructions.md:1: {sentence}",
    ]


def test_linked_exercise_and_pack_are_refused(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "basics/exercises/020.linked").symlink_to(tmp_path / FOLDER)
    (tmp_path / "twin").symlink_to(tmp_path / "basics")
    write_pack(tmp_path, {"more/pack.yaml": PACK.replace("basics", "more")})
    (tmp_path / "more/exercises").symlink_to(tmp_path / "basics/exercises")

    assert mistakes(tmp_path) == [
        "basics/exercises/020.linked:1: is a link; an exercise is a folder of its own",
        "more/exercises:1: is a link; a pack holds plain folders only",
        "twin:1: is a link; a pack is a folder of its own",
    ]


@pytest.mark.parametrize("bomb", [bomb for bomb in BOMBS.values() if len(bomb) < 1 << 20])
def test_yaml_bomb_is_refused(tmp_path: Path, bomb: str | bytes) -> None:
    write_pack(tmp_path, {HERE: bomb})

    (mistake,) = library(tmp_path).mistakes
    assert mistake.file == HERE


def test_read_stays_in_the_folder(tmp_path: Path) -> None:
    exercise = library(write_pack(tmp_path)).exercises[0]

    with pytest.raises(ValueError, match="no such file"):
        exercise.read("../../pack.yaml")


@pytest.mark.parametrize(
    ("path", "content", "sentence"),
    [
        ("glossary.yaml", "Pod: {text: x}", ":1: Pod: must be a text"),
        ("concepts.yaml", "Pod: {title: x}", ":1: Pod: must be lower-case letters"),
        ("locale/de.yaml", "Both: [Beide]", ":1: Both: must be a text"),
    ],
)
def test_mistake_in_a_file_of_the_pack_is_told(
    tmp_path: Path, path: str, content: str, sentence: str
) -> None:
    write_pack(tmp_path, {f"basics/{path}": content})

    (mistake,) = mistakes(tmp_path)
    assert mistake.startswith(f"basics/{path}{sentence}")
