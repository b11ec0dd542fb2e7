"""Lint: each rule finds what it is for, at its line, and nothing in a sound exercise."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from podlab.curriculum.linting import Report, images_of, lint
from tests.curriculum.packs import FOLDER, write_pack
from tests.curriculum.sound import SOUND, YAML, break_in, write_sound

YAML_FILE, POD_FILE = "exercise.yaml", "scene/duo.pod.yaml"
TEXT, HINTS = "instructions.md", "hints.md"


def told(found: Report) -> tuple[list[str], list[str]]:
    """Mistakes and notes, without the exercise's folder before them."""
    return (
        [str(each).removeprefix(f"{FOLDER}/") for each in found.mistakes],
        [str(each).removeprefix(f"{FOLDER}/") for each in found.notes],
    )


def line_of(text: str) -> int:
    return YAML[: YAML.index(text)].count("\n") + 1


def test_sound_exercise_has_no_mistakes_and_no_notes(tmp_path: Path) -> None:
    report = lint(write_sound(tmp_path), ["busybox"])

    assert told(report) == ([], [])
    assert report.exercises == 1


QUESTIONS = [
    ("    gate: next\n", "", 'id: predict', ("steps[0]: needs `gate: next`: nothing may run before "
     "the prediction is stored"), 0),
    (", misconception: own}", "}", "id: nobody, text", ("steps[0].predict.options[1]: is wrong and "
     "names no misconception: what does somebody believe who chooses it?"), 0),
    (", when: {container: {of: duo/web, state: running}}", "", "id: web, text",
     ("steps[0].predict.options[0]: is right, and nothing measures it: give it `when`, or the "
     "question `truth`"), 0),
    ("answer: web\n", "answer: wep\n", "answer: web\n",
     "steps[0].predict.answer: `wep` is none of the options: web, nobody", 0),
    ("answer: web\n", "answer: [web]\n", "answer: web\n",
     "steps[0].predict.answer: must be one option's id", 0),
    ("id: nobody, text", "id: web, text", "id: nobody, text",
     "steps[0].predict.options[1].id: `web` is the id of an earlier option", 0),
    ("look_at: listens", "look_at: hears", "look_at: listens",
     "steps[2].observe.look_at: `hears` is no card of a step before this one", 0),
    ("options_from: predict", "options_from: build", "options_from: predict",
     "steps[2].observe.options_from: `build` is no prediction before this step", 0),
    ("id: observe\n", "id: ask\n", "id: observe\n",
     "steps[2].id: `ask` is the id of an earlier step", 0),
    ("answer: web, why", "answer: all, why", "answer: web, why",
     "review[0].answer: `all` is none of the options", 0),
    ("options: {web: web, nobody: nobody}", "options: {web: web}", "options: {web: web, nobody",
     "review[0].options: needs two options or more", 0),
]  # fmt: skip
CHECKS = [
    ("    assert: {listen: {in", "    assert: {listen: {exists: false, in", "  listens:\n",
     ("checks.listens: says that something is not there, which is also so "
     "where nothing works: name a `baseline`, a check that passes when it can be seen"), 0),
    ("    title: Something", "    needs: [listens]\n    title: Something", "    title: Something",
     "checks.listens.needs: waits for itself, by way of what it needs", 0),
    ("    title: Something", "    mode: edge\n    for: 2s\n    title: Something",
     "    title: Something", ("checks.listens.for: an edge check passes once and for good; `for` "
     "belongs to a level check"), 1),
    ("    title: Something", "    for: 20s\n    title: Something", "  listens:\n",
     "checks.listens.within: is shorter than `for`: it could never pass", 0),
    ('    assert: {listen: {in: duo/web, port: "${PORT}"}}', "    assert: {container: {of: duo}}",
     "    assert: {listen", ("checks.listens.assert.container: says where to look, and not what "
     "should be there"), 0),
    ("  wrong:\n    - apply: {duo: fixtures/nobody.yaml}\n      fails: {listens: nobody_listens}",
     "  starter: {passes: [listens]}", "  listens:\n",
     "checks.listens: passes with the starter and fails with no wrong answer: can it fail at all?",
     0),
]  # fmt: skip
REASONS = [
    ("    title: Something", "    feedback: {nobody_listen: {text: Nobody}}\n    title: Something",
     "    title: Something", ("checks.listens.feedback.nobody_listen: there is no reason "
     "`nobody_listen`. Did you mean `nobody_listens`?"), 0),
    ("fails: {listens: nobody_listens}", "fails: {listens: zzz}",
     "fails: {listens", "tests.wrong[0].fails.listens: there is no reason `zzz`", 0),
]  # fmt: skip
PLACES = [
    ("in: duo/client, command", "in: duo/clint, command", "in: duo/client, command",
     "steps[1].do.actions[0].in: there is no container `clint` in duo. Did you mean `client`?", 0),
    ('editable: ["*"]', "editable: []", "    checkpoint: {edit: duo",
     "steps[3].checkpoint.edit: duo is not `editable`, so nobody could pass this checkpoint", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence", "below"), QUESTIONS + CHECKS + REASONS + PLACES
)
def test_mistake_of_an_exercise_is_found(
    tmp_path: Path, old: str, new: str, at: str, sentence: str, below: int
) -> None:
    found, _notes = told(lint(break_in(tmp_path, YAML_FILE, old, new)))

    assert f"exercise.yaml:{line_of(at) + below}: {sentence}" in found


def test_check_that_nothing_asks_for_is_found(tmp_path: Path) -> None:
    more = "  more: {title: More, assert: {pod: {of: duo, phase: Running}}}\nsolution:"
    found, _notes = told(lint(break_in(tmp_path, YAML_FILE, "solution:", more)))

    at = line_of("solution:")
    assert found == [
        f"exercise.yaml:{at}: checks.more: is asked for by no checkpoint and by no text"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("image: busybox", "image: nginx", (
            "scene/duo.pod.yaml:6: spec.containers[0].image: `nginx` is not among the images of "
            "pack.yaml (busybox)")),
        ("image: busybox", "image: busybox:latest", (
            "scene/duo.pod.yaml:6: spec.containers[0].image: `latest` is another image every month "
            "in a real cluster: leave the tag out here")),
        ("image: busybox", "imag: busybox", (
            'scene/duo.pod.yaml:6: spec.containers[0].imag: unknown field. Did you mean image?')),
        ("spec:", "spec:\n  hostPID: true", (
            "scene/duo.pod.yaml:5: spec.hostPID: a lesson's Pod stays apart from its host")),
        ("spec:", "spec:\n  volumes: [{name: a, hostPath: {path: /}}]", (
            "scene/duo.pod.yaml:5: spec.volumes[0].hostPath: a lesson's Pod mounts nothing of its "
            "host")),
        ("image: busybox", "image: busybox, securityContext: {privileged: true}", (
            "scene/duo.pod.yaml:6: spec.containers[0].securityContext.privileged: a lesson's "
            "container is not privileged")),
        ("{name: duo}", "{name: duo, namespace: a}", (
            "scene/duo.pod.yaml:3: metadata.namespace: leave it out: each learner has a namespace "
            "of their own, which is cleaned up")),
        ("{name: duo}", "{name: solo}", (
            "scene/duo.pod.yaml:3: metadata.name: must be duo, as the unit is called, "
            "and is solo")),
        ("kind: Pod", "kind: Node", (
            "scene/duo.pod.yaml:2: kind: a scene has no Node; it may have Pod, ConfigMap, Secret, "
            "PersistentVolumeClaim, Service, Deployment, HorizontalPodAutoscaler")),
        ("apiVersion: v1", "apiVersion: v2", (
            "scene/duo.pod.yaml:1: apiVersion: a Pod belongs to apiVersion: v1")),
    ],
)  # fmt: skip
def test_mistake_of_a_manifest_is_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    found, _notes = told(lint(break_in(tmp_path, POD_FILE, old, new)))

    assert any(each.startswith(expected) for each in found), found


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (TEXT, "Let", "<script>alert(1)</script>\n\nLet", (
            "instructions.md:5: HTML is not shown, and this text holds "
            "`<script>alert(1)</script>`; write Markdown")),
        (TEXT, "listen.", "<b>listen</b>.", (
            "instructions.md:5: HTML is not shown, and this text holds `<b>`; write Markdown")),
        (TEXT, "Let", "::: danger\nx\n:::\n\nLet", (
            "instructions.md:5: there is no block `danger`; there is check, compare, do, evidence, "
            "glossary, hint, observe, only, predict, tip")),
        (TEXT, "Let", "::: check hears\n:::\n\nLet", (
            "instructions.md:5: the block `check` is about `hears`, which is no check of this "
            "exercise")),
        (TEXT, "Let", "::: tip\n\nLet", (
            "instructions.md:5: the block `tip` is not closed: end it with a line of :::")),
        (TEXT, "Let", "::: tip top\nx\n:::\n\nLet", (
            "instructions.md:5: the block `tip` is written `::: tip`, with nothing behind it")),
        (TEXT, "glossary:pod", "glossary:pot", (
            "instructions.md:5: the glossary has no word `pot`")),
        (TEXT, "glossary:pod", "http://x", (
            "instructions.md:5: a link goes to https:// or glossary:<word>, not to `http://x`")),
        (TEXT, "Let", "![](media/a.svg) Let", (
            "instructions.md:5: the picture media/a.svg needs a text that says what it shows: "
            "![text](media/a.svg)")),
        (TEXT, "Let", "![a](../a.svg) Let", (
            "instructions.md:5: a picture lies in media/ and is svg, png, webp or jpg, unlike "
            "`../a.svg`")),
        (TEXT, "listen.", "listen on ${HOME}.", (
            "instructions.md:5: there is no variable `HOME`; there is PORT")),
        (YAML_FILE, "title: Something listens", 'title: "Listens on ${PROT}"', (
            f"exercise.yaml:{line_of('  listens:') + 1}: there is no variable `PROT`. "
            "Did you mean `PORT`?")),
        (TEXT, "# Whose?", "# Build", "instructions.md:3: #build is the anchor of two headings"),
        (TEXT, "listen.", "listen: `command: [httpd, -fp, ${PORT}]`", (
            "instructions.md:5: gives the solution away: `command: [httpd, -fp, ${PORT}]`")),
        (HINTS, "Look at `web`.", 'Write `command: [httpd, "-fp", "${PORT}"]}`.', (
            "hints.md:4: gives the solution away: `command: [httpd, -fp, ${PORT}]`")),
        (HINTS, "## listens", "## hears", (
            "hints.md:1: there is no check `hears`; headings of hints are checks' ids")),
        (HINTS, "* Which program listens?\n* Look at `web`.\n", "Look.", (
            "hints.md:1: holds no list: each tier of the hints is one of its items")),
        ("locale/de.yaml", "", "Nobody says this: Niemand", (
            "locale/de.yaml:1: pack.yaml has no de among its `locales`")),
        ("locale/de.yaml", "", "Who answers?: Wer?\nNobody says this: Niemand", (
            "locale/de.yaml:2: nothing says this in English: Nobody says this")),
        ("instructions.de.md", "", "## Bau es\n", (
            "instructions.de.md:1: instructions.md has no #bau-es: write its anchor behind this "
            "heading, such as ## Bau es {#build-it}")),
        ("basics/pack.yaml", "[busybox]", "[busybox, bash]", (
            "basics/pack.yaml:6: images[1]: there is no image `bash` in the catalogue; "
            "there is busybox")),
        ("basics/pack.yaml", "title: Basics", "title: Basics\nlocales: [de]", (
            "basics/pack.yaml:4: locales: must hold en: all else falls back to it")),
        ("basics/concepts.yaml", "{title: Pod}", "{title: Pod, prerequisites: [podd]}", (
            "basics/concepts.yaml:1: pod.prerequisites[0]: there is no concept `podd`. "
            "Did you mean `pod`?")),
        ("basics/concepts.yaml", "{title: Pod}", "{title: Pod, prerequisites: [pod]}", (
            "basics/concepts.yaml:1: pod: comes before itself, by its prerequisites")),
    ],
)  # fmt: skip
def test_mistake_of_a_text_is_found(
    tmp_path: Path, path: str, old: str, new: str, expected: str
) -> None:
    found, _notes = told(lint(break_in(tmp_path, path, old, new), ["busybox"]))

    assert expected in found


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (HINTS, "## listens", "# Hints", (
            f"exercise.yaml:{line_of('  listens:')}: checks.listens: has no hints in hints.md")),
        (HINTS, "* Look", "* a\n* b\n* Look", (
            "hints.md:1: has 4 tiers, and 3 are enough: ask back, say where, name the field")),
        (TEXT, "Let", "## More\n\nLet", "instructions.md:5: no step shows the section #more"),
        (YAML_FILE, "  PORT:", "  OLD: {random: hex4}\n  PORT:", (
            f"exercise.yaml:{line_of('  PORT:')}: vars.OLD: nothing names this variable")),
        ("scene/old.yaml", "", "a", "scene/old.yaml:1: nothing in exercise.yaml names this file"),
        ("basics/concepts.yaml", "pod:", "pot: {title: Pot}\npod:", (
            "basics/concepts.yaml:1: pot: no exercise teaches or needs this concept")),
        ("basics/pack.yaml", "title: Basics", "title: Basics\nlocales: [en, de]", (
            "locale/de.yaml:1: 11 of 11 sentences are not translated: Whose localhost is it?")),
    ],
)  # fmt: skip
def test_note_is_no_mistake(tmp_path: Path, path: str, old: str, new: str, expected: str) -> None:
    found, notes = told(lint(break_in(tmp_path, path, old, new)))

    assert found == []
    assert expected in notes


def test_words_of_the_glossary_may_be_translated(tmp_path: Path) -> None:
    files = {"basics/pack.yaml": SOUND["basics/pack.yaml"] + "locales: [en, de]\n",
             "basics/locale/de.yaml": "Pod: Pod\n"}  # fmt: skip
    write_pack(tmp_path, {**SOUND, **files})

    assert lint(tmp_path).mistakes == ()


def test_one_exercise_is_linted_with_its_pack_alone(tmp_path: Path) -> None:
    other = "basics/exercises/020.other"
    write_pack(tmp_path, {**SOUND, f"{other}/exercise.yaml": "[]", "basics/concepts.yaml": "[]"})

    report = lint(tmp_path / FOLDER)
    assert {mistake.file for mistake in report.mistakes} >= {"basics/concepts.yaml"}
    assert not any("020.other" in mistake.file for mistake in report.mistakes)


def test_folder_without_a_pack_is_a_mistake(tmp_path: Path) -> None:
    (mistake,) = lint(tmp_path).mistakes

    assert mistake.sentence == "holds no pack.yaml, and no folder in it does"


def test_command_prints_mistakes_and_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(break_in(tmp_path, TEXT, "glossary:pod", "glossary:pot"))
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("exercise_lint", "basics", stdout=out)

    assert ended.value.code == 1
    assert out.getvalue().splitlines() == [
        f"{FOLDER}/instructions.md:5: the glossary has no word `pot`",
        "1 exercises, 1 mistakes, 0 notes.",
    ]


def test_shipped_exercises_have_no_mistakes() -> None:
    report = lint(settings.PODLAB_LESSONS, images_of(settings.PODLAB_LESSONS))

    assert [str(mistake) for mistake in report.mistakes] == []
