"""Proving exercises: the plays of all of them beside each other, each proof told as it ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from podlab.curriculum.library import LoadedExercise
from podlab.exercises.proving.plan import Play, plays
from podlab.exercises.proving.playing import play_out
from podlab.exercises.proving.telling.cases import Case, Proof
from podlab.exercises.proving.telling.sentences import (
    memory_problem,
    never_failed,
    time_problem,
)

Tell = Callable[[LoadedExercise, Case], None]


@dataclass(frozen=True)
class Proving:
    """How to prove: plays at a time, repeats of a solution, and how slow the machine may be."""

    at_a_time: int = 3
    repeat: int | None = None
    patience: float = 1.0


async def prove_all(
    exercises: Sequence[tuple[LoadedExercise, Case]], how: Proving, tell: Tell
) -> AsyncIterator[Proof]:
    """Each exercise's proof as soon as it is there. What has mistakes is not played."""
    places = asyncio.Semaphore(how.at_a_time)
    proofs = [
        asyncio.ensure_future(prove(each, read, how, places, tell)) for each, read in exercises
    ]
    try:
        for proof in asyncio.as_completed(proofs):
            yield await proof
    finally:
        for proof in proofs:
            proof.cancel()
        await asyncio.gather(*proofs, return_exceptions=True)


async def prove(
    exercise: LoadedExercise, read: Case, how: Proving, places: asyncio.Semaphore, tell: Tell
) -> Proof:
    """One exercise: its files, then every play, then what all of them together show."""
    began = time.monotonic()
    tell(exercise, read)
    played: list[Case] = []
    if read.is_proved:
        wanted = plays(exercise.spec, how.repeat)
        async with asyncio.TaskGroup() as group:  # who is cancelled waits until each has cleaned up
            turns = [
                group.create_task(one_play(exercise, play, how, places, tell)) for play in wanted
            ]
        played = [turn.result() for turn in turns]
        played += together(exercise, wanted, played, how, tell)
    seconds = time.monotonic() - began
    return Proof(exercise.pack.id, exercise.id, seconds, (read, *played))


async def one_play(
    exercise: LoadedExercise, play: Play, how: Proving, places: asyncio.Semaphore, tell: Tell
) -> Case:
    """Play it; once more when something could not even be judged: node may have been busy."""
    async with places:
        case = await play_out(exercise, play, how.patience)
        if any(problem.is_error for problem in case.problems):
            tell(exercise, replace(case, name=f"{case.name}, played again"))
            case = await play_out(exercise, play, how.patience)
    tell(exercise, case)
    return case


def together(
    exercise: LoadedExercise,
    wanted: Sequence[Play],
    played: Sequence[Case],
    how: Proving,
    tell: Tell,
) -> list[Case]:
    """That every check can fail, and that the exercise keeps its time and memory."""
    spec = exercise.spec
    failing = [case for play, case in zip(wanted, played, strict=True) if play.kind != "solution"]
    solved = [case for play, case in zip(wanted, played, strict=True) if play.kind == "solution"]
    cases = []
    if all(case.is_proved for case in failing):  # else their own problems are told
        cases.append(Case("every check can fail", problems=tuple(never_failed(spec, failing))))
    fastest = min(case.seconds for case in solved)
    used = max(case.bytes_used for case in solved)
    problems = (
        time_problem(fastest, spec.tests.within * how.patience),
        memory_problem(used, spec.limits.memory),
    )
    kept = tuple(problem for problem in problems if problem)
    cases.append(Case("time and memory", problems=kept, bytes_used=used))
    for case in cases:
        tell(exercise, case)
    return cases
