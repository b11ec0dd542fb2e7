"""Checks: whether a running scene is as an exercise says, with the evidence for it."""

from podlab.exercises.checking.evaluating import evaluate

__all__ = ["evaluate"]
