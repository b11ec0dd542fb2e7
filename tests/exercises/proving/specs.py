"""An exercise to prove, as short as one can be, and what may be changed in it."""

from typing import Any

import yaml

from podlab.curriculum.format.exercise import Exercise

TEXT = """
schema: podlab/exercise@1
id: whose-localhost
uid: 6f0c7d0e-6d0b-4b3b-9a53-1f6b2d8f2a11
title: Whose localhost is it?
blurb: The same request twice.
aspect: networking
misconceptions: {same-host: {says: Containers on one machine share localhost.}}
scene:
  twins:
    left: {label: Apart, units: [{container: web, from: scene/web.yaml}]}
    right: {label: Together, units: [{pod: duo, from: scene/duo.yaml, editable: ["*"]}]}
steps:
- id: predict
  predict:
    prompt: What happens?
    options:
    - {id: arrives, text: It arrives, misconception: same-host, when: {tcp: &open
        {from: left/web, to: "localhost:80", expect: open}}}
    - {id: refused, text: Refused, when: {tcp: {from: left/web, to: "localhost:80",
        expect: refused}}}
    answer: refused
- {id: run, do: {label: Ask, actions: [{action: exec, in: right/duo/web, command: [date]}]}}
- {id: seen, observe: {prompt: "What did you see?", options_from: predict, answer: refused}}
- {id: again, do: {label: Ask again}}
- {id: guess, predict: {prompt: "How many?", type: number, answer: 2,
    truth: {count: {of: right/duo, containers: 2}}}}
- {id: build, checkpoint: {edit: right/duo, checks: [works]}}
- {id: more, do: {label: Once more}}
checks:
  works: {title: It works, assert: {http: {from: right/duo/web, url: "http://localhost/"}}}
  alone: {title: Alone, mode: edge, assert: {tcp: *open}}
solution: {units: {right/duo: solution/duo.yaml}, answers: {name: duo}}
tests:
  starter: {passes: [alone]}
  repeat: 2
  wrong:
  - {apply: {right/duo: fixtures/port.yaml}, fails: {works: connection_refused}}
  - {answers: {name: solo}, fails: {alone: wrong_answer}}
"""


def exercise(**changes: Any) -> Exercise:
    """The exercise above; whole top-level fields may be replaced."""
    return Exercise.model_validate({**yaml.safe_load(TEXT), **changes})
