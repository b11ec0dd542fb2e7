"""A pack with one exercise: a web server and a client, apart and in one Pod."""

from pathlib import Path

from tests.curriculum.packs import write_pack

FOLDER = "basics/exercises/020.twins"
EXERCISE = """\
schema: podlab/exercise@1
id: twins
uid: 0d7c3f0e-3c44-4d4f-8f5c-3a5d2b6a7c11
title: Twins
blurb: A server and a client, apart and together.
aspect: networking
vars:
  TOKEN: {random: hex8}
  PORT: {pick: ["8080"]}
scene:
  twins:
    left:
      label: Apart
      units:
        - {container: web, from: scene/web.yaml}
        - {container: client, from: scene/client.yaml}
    right:
      label: One Pod
      units:
        - {pod: duo, from: scene/duo.yaml, editable: ["spec.containers[*].env"]}
        - {pod: late, from: scene/late.yaml, later: true}
        - {deployment: copies, from: scene/copies.yaml, later: true}
steps:
  - id: ask
    do:
      label: Ask
      actions:
        - action: exec
          in: {left: client, right: duo/client}
          command: [wget, "-qO-", "-T", "3", "http://localhost:${PORT}/"]
  - id: apply
    do:
      label: Apply what comes later
      actions:
        - {action: wait, until: {pod: {of: right/duo, phase: Running}}}
        - {action: apply, of: {right: late}}
        - {action: apply, of: right/copies}
  - id: look
    do:
      label: Look
      actions:
        - {action: kubectl, of: {left: web, right: duo/client}, show: [get, describe, previous]}
  - id: scale
    do:
      label: Scale
      actions:
        - {action: scale, of: right/copies, replicas: 1}
  - id: change
    do:
      label: Write, kill and make again
      actions:
        - action: write_file
          in: {left: client, right: duo/client}
          path: /tmp/a b
          content: "it's ${TOKEN}"
        - {action: exec, in: {left: client, right: duo/client}, command: [cat, /tmp/a b]}
        - {action: recreate, of: {left: client, right: late}}
        - {action: kill, in: {left: web, right: duo/web}}
  - id: delete
    do:
      label: Delete
      actions:
        - {action: delete_pod, of: {left: web, right: late}}
        - {action: exec, in: left/web, command: [date]}
        - {action: exec, in: left/client, command: [date]}
  - id: vain
    do:
      label: Wait in vain
      actions:
        - {action: wait, until: {pod: {of: right/duo, phase: Failed}}, within: 100ms}
"""
SERVE = """\
      image: busybox
      command: ["sh", "-c", "echo ${TOKEN} > /tmp/index.html; exec httpd -f -p ${PORT} -h /tmp"]
      readinessProbe: {tcpSocket: {port: ${PORT}}, periodSeconds: 1}
"""
WAIT = """\
      image: busybox
      command: [sleep, "600"]
"""


def pod(name: str, **containers: str) -> str:
    """A Pod of containers, each with its lines."""
    head = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
    head += "spec:\n  terminationGracePeriodSeconds: 0\n  containers:\n"
    return head + "".join(f"    - name: {each}\n{lines}" for each, lines in containers.items())


COPIES = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: copies}
spec:
  replicas: 2
  selector: {matchLabels: {app: copies}}
  template:
    metadata: {labels: {app: copies}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - {name: app, image: busybox, command: [sleep, "600"]}
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: words}
data: {word: "${TOKEN}"}
---
"""


def twins(folder: Path, steps: str = "") -> Path:
    """The pack in this folder, with further steps."""
    files = {
        "web": pod("web", web=SERVE),
        "client": pod("client", client=WAIT),
        "duo": pod("duo", web=SERVE, client=WAIT),
        "late": CONFIG + pod("late", late=WAIT),
        "copies": COPIES,
    }
    scene = {f"{FOLDER}/scene/{name}.yaml": text for name, text in files.items()}
    return write_pack(folder, {f"{FOLDER}/exercise.yaml": EXERCISE + steps, **scene})
