"""Checks: whether a running scene is as an exercise says, with the evidence for it."""

from podlab.exercises.checking.evaluating import evaluate
from podlab.exercises.checking.judging import evaluate_within, judge, judge_all
from podlab.exercises.checking.live.checker import Verdict
from podlab.exercises.checking.live.following import checkers, follow
from podlab.exercises.checking.records import card_name, check_name, keep

__all__ = [
    "Verdict",
    "card_name",
    "check_name",
    "checkers",
    "evaluate",
    "evaluate_within",
    "follow",
    "judge",
    "judge_all",
    "keep",
]
