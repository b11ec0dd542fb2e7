"""Checks: each is asked for, can fail, waits for no circle, and proves absence by a baseline."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.format.exercise import Check
from podlab.curriculum.format.reasons import ALL_REASONS
from podlab.curriculum.library import LoadedExercise, LoadedPack
from podlab.curriculum.library.references import unknown
from podlab.curriculum.library.texts import INSTRUCTIONS
from podlab.curriculum.linting.findings import Finding, Steps, note, wrong
from podlab.curriculum.markdown import sections_of
from podlab.curriculum.reading.written import dumped

# What only says where to look; an assertion of nothing else can't fail.
PLACES = frozenset({"of", "in", "from", "pod", "path", "name", "iface", "since", "unit", "cmd"})
NEEDS_MORE = frozenset({"container", "image", "stop", "count", "ip"})


def check_findings(exercise: LoadedExercise, _pack: LoadedPack) -> Iterator[Finding]:
    """Everything about an exercise's checks."""
    checks = exercise.spec.checks
    listed = {
        name
        for step in exercise.spec.steps
        if step.checkpoint
        for name in step.checkpoint.checks
    }  # fmt: skip
    told = listed | _in_text(exercise)
    for name, check in checks.items():
        at: Steps = ("checks", name)
        if name not in told:
            yield wrong(exercise, at, "is asked for by no checkpoint and by no text")
        yield from _one(exercise, check, at)
        if name in _needed(name, checks):
            yield wrong(exercise, (*at, "needs"), "waits for itself, by way of what it needs")
    yield from _proofs(exercise)


def _one(exercise: LoadedExercise, check: Check, at: Steps) -> Iterator[Finding]:
    if is_absence(check.check) and not check.baseline:
        told = (
            "says that something is not there, which is also so where nothing works: name a "
            "`baseline`, a check that passes when it can be seen"
        )
        yield wrong(exercise, at, told)
    if check.mode == "edge" and check.stable:
        told = "an edge check passes once and for good; `for` belongs to a level check"
        yield wrong(exercise, (*at, "for"), told)
    if check.stable and check.stable > check.within:
        yield wrong(exercise, (*at, "within"), "is shorter than `for`: it could never pass")
    for reason in check.feedback:
        if told := unknown_reason(reason, [check]):
            yield wrong(exercise, (*at, "feedback", reason), told)
    for where, sentence in _empty(check.check, (*at, "assert")):
        yield wrong(exercise, where, sentence)


def _proofs(exercise: LoadedExercise) -> Iterator[Finding]:
    failing = {name for each in exercise.spec.tests.wrong for name in each.fails}
    for name in exercise.spec.checks:
        if name not in failing and name in exercise.spec.tests.starter.passes:
            told = "passes with the starter and fails with no wrong answer: can it fail at all?"
            yield wrong(exercise, ("checks", name), told)
        elif name not in failing:
            told = "no wrong answer under `tests` fails it"
            yield note(exercise, ("checks", name), told)
    for number, each in enumerate(exercise.spec.tests.wrong):
        for name, reason in each.fails.items():
            if told := unknown_reason(reason, exercise.spec.checks.values()):
                yield wrong(exercise, ("tests", "wrong", number, "fails", name), told)
        if not each.apply and not each.answers:
            told = "applies nothing and answers nothing: what is wrong about it?"
            yield wrong(exercise, ("tests", "wrong", number), told)


def unknown_reason(reason: str, checks: Iterable[Check]) -> str:
    """The sentence about a reason that no assertion gives; a script may name any."""
    if any('"script":' in check.check.model_dump_json(exclude_none=True) for check in checks):
        return ""
    return unknown("reason", reason, ALL_REASONS)


def is_absence(assertion: Assertion) -> bool:
    """Whether it also holds where nothing works at all."""
    if assertion.all is not None:
        return bool(assertion.all) and all(map(is_absence, assertion.all))
    if assertion.any is not None:
        return any(map(is_absence, assertion.any))
    if assertion.not_ is not None:
        return not is_absence(assertion.not_)
    (value,) = assertion.named.values()
    most = (getattr(value, name, None) for name in ("max", "pods", "containers"))
    return getattr(value, "exists", True) is False or any(each == 0 for each in most)


def _empty(assertion: Assertion, at: Steps) -> Iterator[tuple[Steps, str]]:
    """Assertions that say where to look, and not what should be there."""
    for several in ("all", "any"):
        inner = getattr(assertion, several)
        if inner == ():
            yield (*at, several), "holds no assertion, so it could not fail"
        for number, each in enumerate(inner or ()):
            yield from _empty(each, (*at, several, number))
    if assertion.not_ is not None:
        yield from _empty(assertion.not_, (*at, "not"))
    for name, value in assertion.named.items():
        if name in NEEDS_MORE and not _conditions(dumped(value)):
            yield (*at, name), "says where to look, and not what should be there"
        if name == "log" and not value.contains:
            yield (*at, name), "every log contains an empty text"
        if name == "traffic" and value.min == 0 and value.max is None:
            yield (*at, name), "any number of requests will do, so it could not fail"


def _conditions(written: Mapping[str, Any]) -> set[str]:
    return {name for name, value in written.items() if value not in (None, ())} - PLACES


def _needed(name: str, checks: Mapping[str, Check]) -> set[str]:
    """All checks that one waits for, directly or not."""
    found: set[str] = set()
    waiting = list(checks[name].needs)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += checks[each].needs
    return found


def _in_text(exercise: LoadedExercise) -> set[str]:
    """The checks that instructions.md has a block for."""
    path = f"{INSTRUCTIONS}.md"
    if path not in exercise.files:
        return set()
    return {
        token.info.split()[-1]
        for section in sections_of(exercise.files.text(path)).by_anchor.values()
        for token in section.tokens
        if token.type == "container_check_open"
    }
