"""An exercise in which lint finds nothing, to break it in one place."""

from collections.abc import Mapping
from pathlib import Path

from tests.curriculum.packs import FOLDER, PACK, POD, write_pack

YAML = """\
schema: podlab/exercise@1
id: whose-localhost
uid: 6f0c7d0e-6d0b-4b3b-9a53-1f6b2d8f2a11
title: Whose localhost is it?
blurb: The same request, in two places.
aspect: networking
concepts: [pod]
misconceptions:
  own: {says: Every container has a localhost of its own.}
vars:
  PORT: {pick: ["8080", "8081"]}
scene:
  units:
    - {pod: duo, from: scene/duo.pod.yaml, editable: ["*"]}
steps:
  - id: predict
    gate: next
    predict:
      prompt: Who answers?
      options:
        - {id: web, text: web, when: {container: {of: duo/web, state: running}}}
        - {id: nobody, text: nobody, misconception: own}
      answer: web
  - id: ask
    do:
      label: Ask
      actions:
        - {action: exec, in: duo/client, command: [wget, "localhost:${PORT}"]}
      cards:
        - {id: listens, claim: web listens, assert: {listen: {in: duo/web, port: "${PORT}"}}}
  - id: observe
    observe: {prompt: "Who did answer?", options_from: predict, answer: web, look_at: listens}
  - id: build
    checkpoint: {edit: duo, checks: [listens], text: "#build"}
checks:
  listens:
    title: Something listens
    assert: {listen: {in: duo/web, port: "${PORT}"}}
solution:
  units: {duo: solution/duo.pod.yaml}
review:
  - {q: "Who answers?", options: {web: web, nobody: nobody}, answer: web, why: They share it.}
tests:
  wrong:
    - apply: {duo: fixtures/nobody.yaml}
      fails: {listens: nobody_listens}
"""
SOLUTION = POD.replace(
    'web, image: busybox, command: [sleep, "600"]}',
    'web, image: busybox,\n       command: [httpd, "-fp", "${PORT}"]}',
)
TEXT = "# Whose?\n\n## Build\n\nLet [web](glossary:pod) listen.\n"
HINTS = "## listens\n\n* Which program listens?\n* Look at `web`.\n"
EXERCISE_FILE = f"{FOLDER}/exercise.yaml"
SOUND: Mapping[str, str] = {
    "basics/pack.yaml": PACK,
    "basics/concepts.yaml": "pod: {title: Pod}\n",
    "basics/glossary.yaml": "Pod: Containers that share a network.\n",
    EXERCISE_FILE: YAML,
    f"{FOLDER}/scene/duo.pod.yaml": POD,
    f"{FOLDER}/solution/duo.pod.yaml": SOLUTION,
    f"{FOLDER}/fixtures/nobody.yaml": POD,
    f"{FOLDER}/instructions.md": TEXT,
    f"{FOLDER}/hints.md": HINTS,
    f"{FOLDER}/DESIGN.md": "Goal: ...\n",
}


def write_sound(folder: Path) -> Path:
    return write_pack(folder, SOUND)


def break_in(folder: Path, path: str, old: str, new: str) -> Path:
    """The sound pack with one text replaced in one file of the exercise, or of the pack."""
    at = path if path.startswith("basics/") else f"{FOLDER}/{path}"
    text = SOUND.get(at, "")
    assert old in text, f"{old!r} is not in {at}"
    return write_pack(folder, {**SOUND, at: text.replace(old, new, 1) if old else new})
