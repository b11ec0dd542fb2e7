"""What readings prove or don't, in sentences that tell an author what to do. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from podlab.curriculum.format.exercise import Exercise
from podlab.exercises.proving.questions import Truth
from podlab.exercises.proving.telling.cases import Case, Problem, problem_of
from podlab.exercises.results import Outcome, Result
from podlab.pods.objects import JsonObject

Judged = Mapping[str, Result]  # by the check's id


def starter_problems(spec: Exercise, judged: Judged) -> Iterator[Problem]:
    """Nothing passes before the learner has done anything, except what is declared."""
    for check, result in judged.items():
        if result.passed and check not in spec.tests.starter.passes:
            yield problem_of(
                f"Check `{check}` passes before the learner has done anything. Let the scene begin "
                f"without what it asserts, or name it under tests.starter.passes.",
                result,
            )
        elif result.outcome is Outcome.ERROR:
            yield not_judged(check, result)


def solution_problems(judged: Judged, files: Iterable[str] = ()) -> Iterator[Problem]:
    """Everything passes with the solution."""
    mend = " or ".join([*files, "the check"])
    for check, result in judged.items():
        if result.outcome is Outcome.ERROR:
            yield not_judged(check, result)
        elif not result.passed:
            yield problem_of(f"Check `{check}` fails with the solution. Mend {mend}.", result)


def wrong_problems(judged: Judged, fails: Mapping[str, str]) -> Iterator[Problem]:
    """A wrong answer fails what is declared, for the declared reason, and nothing else."""
    for check, result in judged.items():
        if result.outcome is Outcome.ERROR:
            yield not_judged(check, result)
        elif problem := wrong_problem(check, result, fails.get(check)):
            yield problem_of(problem, result)
    yield from (unjudged(check) for check in fails if check not in judged)


def wrong_problem(check: str, result: Result, declared: str | None) -> str:
    """What is wrong with one verdict on a wrong answer; "" when nothing is."""
    if declared is None and result.passed:
        return ""
    if declared is None:
        return (
            f"Check `{check}` fails as well, with the feedback `{result.feedback}`. Name it "
            f"under `fails`, or let the wrong answer break one thing only."
        )
    if result.passed:
        return (
            f"Check `{check}` passes, though this wrong answer must fail it with `{declared}`. "
            f"Sharpen the check, or correct the wrong answer."
        )
    if result.feedback != declared:
        return (
            f"Check `{check}` fails with the feedback `{result.feedback}`, not with `{declared}`. "
            f"Write under `fails` what was measured, or mend the wrong answer."
        )
    return ""


def unjudged(check: str) -> Problem:
    return Problem(
        f"Check `{check}` was not judged: one that it needs has failed, or no checkpoint names it "
        f"together with the others. Take it out of `fails`."
    )


def not_judged(check: str, result: Result) -> Problem:
    return problem_of(
        f"Check `{check}` could not be judged, which is never the learner's fault. Look whether "
        f"its assertion names places and commands that exist.",
        result,
    )


def button_problem(step: str, done: JsonObject) -> Problem:
    """An action that could not be done; `done` is as Done.results keeps it."""
    at = f" at `{done['place']}`" if done["place"] else ""
    return Problem(
        f"The button of step `{step}` could not {done['action']}{at}: "
        f"{done['problem']}. Correct the action, or let the scene have what it acts on.",
        f"command: {done['kubectl']}" if done["kubectl"] else "",
        is_error=done["outcome"] == Outcome.ERROR,
    )


def truth_problem(step: str, truth: Truth, result: Result) -> Problem | None:
    """Whether an answer is what was measured."""
    if result.outcome is Outcome.ERROR:
        return problem_of(
            f"What step `{step}` asks could not be measured ({said_by(truth)}). Look whether its "
            f"assertion names places and commands that exist.",
            result,
        )
    if result.passed is truth.must_hold:
        return None
    if truth.must_hold:
        return problem_of(
            f"The answer of step `{step}` is not what was measured: {said_by(truth)} does not "
            f"hold. Correct the answer, or what measures it.",
            result,
        )
    return problem_of(
        f"Step `{step}` calls the option `{truth.option}` wrong, but its `when` holds. Add it to "
        f"the answer, or correct its `when`.",
        result,
    )


def said_by(truth: Truth) -> str:
    return f"the `when` of option `{truth.option}`" if truth.option else "its `truth`"


def card_problem(step: str, card: str, claim: str, result: Result) -> Problem | None:
    """Whether the claim of an evidence card is so."""
    if result.passed:
        return None
    if result.outcome is Outcome.ERROR:
        return problem_of(
            f"What the card `{card}` of step `{step}` claims could not be measured. Look whether "
            f"its assertion names places and commands that exist.",
            result,
        )
    return problem_of(
        f"The card `{card}` of step `{step}` claims “{claim}”, and that is not what was measured. "
        f"Correct the claim, or its assertion.",
        result,
    )


def never_failed(spec: Exercise, cases: Iterable[Case]) -> Iterator[Problem]:
    """The checks that no starter and no wrong answer has ever made fail: they can't say no."""
    failed = {
        read.of.removeprefix("check:")
        for case in cases
        for read in case.reads
        if read.result.outcome is Outcome.FAIL and read.of.startswith("check:")
    }
    for check in spec.checks:
        if check not in failed:
            yield Problem(
                f"Check `{check}` was never seen to fail, so it may not be able to. Add a wrong "
                f"answer under tests.wrong that fails it."
            )


def time_problem(seconds: float, within: timedelta) -> Problem | None:
    """Whether the fastest of the solutions kept its time."""
    allowed = within.total_seconds()
    if seconds <= allowed:
        return None
    return Problem(
        f"The fastest solution took {seconds:.1f} s; tests.within allows {allowed:g} s. Shorten "
        f"what the steps wait for, or allow more."
    )


def memory_problem(used: int, allowed: int | None) -> Problem | None:
    """Whether the scene kept its memory."""
    if allowed is None or used <= allowed:
        return None
    return Problem(
        f"The scene used {used >> 20} MiB; limits.memory allows {allowed >> 20} MiB. Let it need "
        f"less, or allow more."
    )
