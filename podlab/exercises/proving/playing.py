"""Playing one play on its stage: buttons pressed, questions measured, manifests put in, judged."""

import asyncio
import time
from collections.abc import Callable, Iterable

from podlab.cluster import ClusterError
from podlab.curriculum.format.exercise import Check
from podlab.curriculum.library import LoadedExercise, Unreadable, fill
from podlab.exercises.proving.plan import Build, Measure, Perform, Play, Turn
from podlab.exercises.proving.questions import truths_of
from podlab.exercises.proving.stage import Stage, stage_of
from podlab.exercises.proving.standing import Standings
from podlab.exercises.proving.telling.cases import Case, Problem, Read
from podlab.exercises.proving.telling.sentences import (
    button_problem,
    card_problem,
    solution_problems,
    starter_problems,
    truth_problem,
    unjudged,
    wrong_problems,
)
from podlab.exercises.results import Outcome
from podlab.exercises.scenes import SceneProblem, perform, replace_unit, settle
from podlab.pods.errors import InvalidManifest
from podlab.sandbox.runs.ending import StillThere

SECONDS_TO_BE_SO = 10.0
SECONDS_TO_STAY_SO = 3.0
SECONDS_BETWEEN_JUDGEMENTS = 0.5
Verdict = Callable[[Standings], Iterable[Problem]]


async def play_out(exercise: LoadedExercise, play: Play, patience: float) -> Case:
    """Play it, and tell what came of it. What keeps a scene from being there is a problem, too."""
    began = time.monotonic()
    seconds, stage = 0.0, None
    problems: list[Problem] = []
    try:
        async with stage_of(exercise, play.answers, patience) as stage:
            await settle(await stage.scene())
            for turn in play.turns:
                await take_turn(stage, play, turn)
            seconds = time.monotonic() - began
    except (
        SceneProblem,
        ClusterError,
        StillThere,
        Unreadable,
        InvalidManifest,
        TimeoutError,
    ) as error:
        problems.append(Problem(f"It could not be played: {error}", is_error=True))
    if stage is None:
        return Case(play.name, time.monotonic() - began, tuple(problems))
    judged = {read.of for read in stage.reads}
    missing = [unjudged(name) for name in play.fails if f"check:{name}" not in judged]
    problems = [*stage.problems, *problems, *missing]
    return Case(
        play.name,
        seconds or time.monotonic() - began,
        tuple(problems),
        tuple(stage.reads),
        stage.bytes_used,
    )


async def take_turn(stage: Stage, play: Play, turn: Turn) -> None:
    """One turn of a play; the claims of cards and answers are the solution's matter."""
    match turn:
        case Perform():
            await press(stage, turn.step)
            if play.kind == "solution":
                await look_at_cards(stage, turn.step)
                await stage.weigh()
        case Measure():
            await measure(stage, turn.step)
        case Build():
            await put_in(stage, turn)
            if turn.checks:
                await judge(stage, play, turn)


async def press(stage: Stage, name: str) -> None:
    """The button of a step."""
    scene = await stage.scene()
    step = next(step for step in scene.spec.steps if step.id == name)
    done = await perform(scene, step, f"proof-{name}")
    stage.since = done.at
    stage.problems += [
        button_problem(name, result) for result in done.results if result["outcome"] != Outcome.PASS
    ]


async def look_at_cards(stage: Stage, name: str) -> None:
    """What each card of a step claims must be so."""
    step = next(step for step in (await stage.scene()).spec.steps if step.id == name)
    for card in step.do.cards if step.do else ():
        if card.check is None:
            continue
        result = await stage.ask_until(card.check, holds=True, seconds=SECONDS_TO_BE_SO)
        stage.reads.append(Read(f"card:{name}/{card.id}", result))
        problem = card_problem(name, card.id, card.claim, result)
        if problem and card.recorded is None:
            stage.problems.append(problem)


async def measure(stage: Stage, name: str) -> None:
    """What a question's answer stands on must hold, and what the others would stand on must not."""
    spec = (await stage.scene()).spec
    step = next(step for step in spec.steps if step.id == name)
    for truth in sorted(truths_of(spec, step), key=lambda each: not each.must_hold):
        holds = truth.must_hold
        result = await stage.ask_until(truth.assertion, holds=holds, seconds=SECONDS_TO_BE_SO)
        of = f"truth:{name}/{truth.option}" if truth.option else f"truth:{name}"
        stage.reads.append(Read(of, result))
        if problem := truth_problem(name, truth, result):
            stage.problems.append(problem)


async def put_in(stage: Stage, turn: Build) -> None:
    """The turn's manifests, each in place of its unit."""
    for address, file in turn.units.items():
        scene = await stage.scene()
        text = fill(scene.exercise.read(file), stage.attempt.variables)
        await replace_unit(scene, address, text)
    if turn.units:
        await settle(await stage.scene())


async def judge(stage: Stage, play: Play, turn: Build) -> None:
    """Judge checks until the verdict is what it must be and stays so, or their time is up."""
    spec = (await stage.scene()).spec
    checks = {name: spec.checks[name] for name in turn.checks}
    files = turn.units.values()

    def problems(standing: Standings) -> Iterable[Problem]:
        if play.kind == "starter":
            return starter_problems(spec, standing.judged)
        if play.kind == "solution":
            return solution_problems(standing.judged, files)
        fails = {name: why for name, why in play.fails.items() if name in checks}
        return wrong_problems(standing.judged, fails)

    stay = 0.0 if play.kind == "solution" else SECONDS_TO_STAY_SO
    standing = await watch(stage, checks, problems, stay)
    stage.problems += problems(standing)
    stage.reads += [Read(f"check:{name}", standing.result(name)) for name in checks]
    await stage.weigh()


async def watch(
    stage: Stage, checks: dict[str, Check], problems: Verdict, stay: float
) -> Standings:
    """Look again and again, until there has been no problem for `stay` seconds."""
    standing, good_since = Standings(checks), None
    began = time.monotonic()
    while True:
        asked = (stage.ask(check.check) for check in checks.values())
        results = dict(zip(checks, await asyncio.gather(*asked), strict=True))
        now = time.monotonic()
        standing.look(results, now)
        is_good = not list(problems(standing))
        good_since = (good_since or now) if is_good else None
        if good_since is not None and now - good_since >= stay:
            return standing
        if now - began > longest(checks) * stage.patience:
            return standing
        await asyncio.sleep(SECONDS_BETWEEN_JUDGEMENTS)


def longest(checks: dict[str, Check]) -> float:
    """How long the slowest of them may take."""
    return max(
        check.within.total_seconds() + (check.stable.total_seconds() if check.stable else 0)
        for check in checks.values()
    )
