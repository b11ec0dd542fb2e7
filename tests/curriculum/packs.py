"""Small packs to load, written into a folder of the test's own."""

from collections.abc import Mapping
from pathlib import Path

PACK = """\
schema: podlab/pack@1
id: basics
title: Basics
version: "1.0"
licence: CC-BY-4.0
images: [busybox]
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: duo}
spec:
  containers:
    - {name: web, image: busybox, command: [sleep, "600"]}
    - {name: client, image: busybox, command: [sleep, "600"]}
"""
EXERCISE = """\
schema: podlab/exercise@1
id: whose-localhost
uid: 6f0c7d0e-6d0b-4b3b-9a53-1f6b2d8f2a11
title: Whose localhost is it?
blurb: The same request, in two places.
aspect: networking
vars:
  TOKEN: {random: hex8}
  PORT: {pick: ["8080", "8081"]}
scene:
  units:
    - {pod: duo, from: scene/duo.pod.yaml, editable: ["*"]}
steps:
  - id: ask
    do:
      label: Ask localhost
      actions:
        - action: exec
          in: duo/client
          command: [wget, "-qO-", "http://localhost:${PORT}/${TOKEN}"]
  - id: build
    checkpoint: {edit: duo, checks: [listens]}
checks:
  listens:
    title: Something listens
    assert:
      listen: {in: duo/web, port: "${PORT}"}
"""
FOLDER = "basics/exercises/010.whose-localhost"


def write_pack(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A pack of one sound exercise, with other files in it, or some of its own replaced."""
    sound = {
        "basics/pack.yaml": PACK,
        f"{FOLDER}/exercise.yaml": EXERCISE,
        f"{FOLDER}/scene/duo.pod.yaml": POD,
    }
    for path, content in {**sound, **(files or {})}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
