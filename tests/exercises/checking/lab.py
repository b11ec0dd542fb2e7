"""A pack whose one scene has something for every check: a Pod of two, and a container by itself."""

from pathlib import Path
from typing import Any

import yaml

from podlab.curriculum.format.assertions import Assertion
from tests.curriculum.packs import write_pack

FOLDER = "basics/exercises/010.lab"
EXERCISE = """\
schema: podlab/exercise@1
id: lab
uid: 4b1c8d0e-3c44-4d4f-8f5c-3a5d2b6a7c22
title: Lab
blurb: Something for every check.
aspect: networking
vars: {TOKEN: {random: hex8}}
scene:
  twins:
    left:
      label: Apart
      units: [{container: lone, from: lone.yaml}]
    right:
      label: One Pod
      units: [{pod: duo, from: duo.yaml}]
steps:
  - {id: build, checkpoint: {checks: [runs, asked]}}
checks:
  runs:
    title: The server runs
    for: 1s
    within: 30s
    assert: {container: {of: right/duo/web, state: running, restarts: 0}}
  asked:
    title: The page was asked for
    mode: edge
    within: 1s
    assert: {traffic: {pod: right/duo, from: client, path: /page}}
  answered:
    title: It was answered
    needs: [asked]
    assert: {traffic: {pod: right/duo, from: client, path: /page, status: 200}}
  nothing-else:
    title: Nobody asked for anything else
    baseline: asked
    assert: {traffic: {pod: right/duo, path: /other, max: 0}}
  broken:
    title: This exercise is wrong
    within: 1s
    assert: {tcp: {from: left/lone, to: 'nowhere:80', expect: open}}
"""
LONE = """\
apiVersion: v1
kind: Pod
metadata: {name: lone}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - {name: lone, image: busybox, command: [sleep, "600"]}
"""
DUO = """\
apiVersion: v1
kind: Pod
metadata: {name: duo, labels: {app: duo}}
spec:
  terminationGracePeriodSeconds: 1
  volumes: [{name: data, emptyDir: {}}]
  containers:
    - name: web
      image: busybox
      command:
        - sh
        - -c
        - >-
          echo kept > /data/kept-$(date +%s); echo page of $TOKEN > /data/page; echo serving;
          exec httpd -f -p 8080 -h /data
      env: [{name: TOKEN, value: "${TOKEN}"}]
      volumeMounts: [{name: data, mountPath: /data}]
      readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
    - name: client
      image: busybox
      workingDir: /tmp
      securityContext: {runAsUser: 1000, capabilities: {drop: [ALL]}}
      command: [sleep, "600"]
      volumeMounts: [{name: data, mountPath: /shared, readOnly: true}]
"""


LOOK = """if [ -n "$FAILS_WITH" ]; then exit "$FAILS_WITH"; fi
page=$(wget -qO- http://localhost:8080/page)
file=$(cat /podlab/volumes/data/page)
touch /podlab/volumes/data/mine 2>/dev/null && exit 2
caps=$(grep CapEff /proc/self/status | tr -d '\t')
echo "looked for $WHAT" >&2
printf '{"evidence": "%s", "actual": "%s", "feedback": "other_page"}\\n' "$caps" "$page"
[ "$page" = "$file" ] && [ "$page" = "$WHAT" ]
"""
COUNT = 'import json, os; print(json.dumps({"actual": len(os.listdir("/podlab/volumes"))}))'


def lab(folder: Path) -> Path:
    """The pack in this folder."""
    files = {"exercise.yaml": EXERCISE, "lone.yaml": LONE, "duo.yaml": DUO}
    files |= {"checks/look.sh": LOOK, "checks/count.py": COUNT}
    return write_pack(folder, {f"{FOLDER}/{name}": text for name, text in files.items()})


def asserted(text: str) -> Assertion:
    """An assertion as an author writes it."""
    written: Any = yaml.safe_load(text)
    return Assertion.model_validate(written)
