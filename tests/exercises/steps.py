"""Exercises in a few words, for the tests of rules."""

from typing import Any

from podlab.curriculum.format.exercise import Exercise

OPTIONS = [{"id": "refused", "text": "Refused"}, {"id": "page", "text": "The page arrives"}]
BODIES: dict[str, Any] = {
    "predict": {"prompt": "What happens?", "options": OPTIONS, "answer": "refused"},
    "do": {"label": "Ask"},
    "observe": {"prompt": "What did you see?", "options_from": "predict", "answer": "refused"},
    "text": "#read",
    "order": {"prompt": "Put them in order", "lines": ["a", "b"]},
    "explain": {"prompt": "Why?", "model": "They share a network namespace."},
    "checkpoint": {"checks": ["works"]},
}


def exercise(*steps: str, **fields: Any) -> Exercise:
    """An exercise of these steps: `predict`, or `again:predict` for another id."""
    return Exercise.model_validate(
        {
            "schema": "podlab/exercise@1",
            "id": "whose-localhost",
            "uid": "6f0c7d0e-6d0b-4b3b-9a53-1f6b2d8f2a11",
            "title": "Whose localhost?",
            "blurb": "The same request on both sides.",
            "aspect": "networking",
            "scene": {"units": [{"pod": "duo", "from": "scene/duo.yaml"}]},
            "steps": [step(each) for each in steps],
            **fields,
        }
    )


def step(named: str) -> dict[str, Any]:
    name, _, kind = named.rpartition(":")
    gate = {"gate": "next"} if name.endswith("!") else {}
    return {"id": name.rstrip("!") or kind, kind: BODIES[kind], **gate}
