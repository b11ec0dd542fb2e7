"""A proof as its process plays it: waits for its place, writes each line, can be cancelled."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from podlab.authoring.models import ProofLine, ProofRun, ProvedExercise
from podlab.authoring.packs import end_proof, folder_of_version
from podlab.cluster import ClusterError, connect
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.proving.finding import Found, find
from podlab.exercises.proving.running import Proving, prove_all
from podlab.exercises.proving.telling.cases import Case, Proof

Outcome = ProofRun.Outcome
SECONDS_BETWEEN_BEATS = 1.0
LOST_AFTER = timedelta(seconds=90)
AT_A_TIME = 2
BEFORE = "unchanged since it was proved"
MOST_DETAIL = 6000


@dataclass
class Player:
    """One run while it is played; lines are written in their order, beside the playing."""

    run: ProofRun
    waiting: asyncio.Queue[ProofLine] = field(default_factory=asyncio.Queue)

    def tell(self, exercise: str, case: Case) -> None:
        self.waiting.put_nowait(
            ProofLine(
                run=self.run,
                exercise=exercise,
                case=case.name,
                seconds=case.seconds,
                is_proved=case.is_proved,
                problems=[
                    {"says": each.says, "detail": each.detail[:MOST_DETAIL]}
                    for each in case.problems
                ],
            )
        )

    def tell_of(self, exercise: LoadedExercise, case: Case) -> None:
        self.tell(exercise.id, case)

    async def write(self) -> None:
        """Write lines as they come, until cancelled."""
        while True:
            line = await self.waiting.get()
            with suppress(IntegrityError):  # the pack was deleted meanwhile
                await line.asave()
            self.waiting.task_done()

    async def beat(self, playing: asyncio.Task[None]) -> None:
        """Say that this process lives, and end the playing when somebody asks for it."""
        asked = False
        while True:
            mine = ProofRun.objects.filter(pk=self.run.pk)
            is_there = await mine.aupdate(beat_at=timezone.now())
            ends = not is_there or await mine.exclude(cancel_asked_at=None).aexists()
            asked = asked or (ends and playing.cancel())
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)


async def run_proof(uid: UUID) -> ProofRun:
    """Play the run to its end, whatever that is; nothing of it is left on the node afterwards."""
    run = await ProofRun.objects.select_related("version__pack").aget(pk=uid)
    player, proofs = Player(run), list[Proof]()
    playing = asyncio.create_task(play(player, proofs))
    async with beside(player, playing):
        try:
            await playing
            told = ""
        except asyncio.CancelledError:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing  # what ran for it is removed
            asked = ProofRun.objects.filter(pk=uid).exclude(cancel_asked_at=None)
            told = Outcome.CANCELLED if await asked.aexists() else Outcome.CUT_SHORT
        except ClusterError as error:
            told, run.told = Outcome.CUT_SHORT, str(error)[:500]
        await player.waiting.join()
    if await ProofRun.objects.filter(pk=uid).aexists():
        await end(run, proofs, told)
    return run


@asynccontextmanager
async def beside(player: Player, playing: asyncio.Task[None]) -> AsyncIterator[None]:
    """The writer and the beat, as long as there is something to write."""
    tasks = [asyncio.create_task(player.write()), asyncio.create_task(player.beat(playing))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def play(player: Player, proofs: list[Proof]) -> None:
    """Wait for a place, then play what was not proved before."""
    run = player.run
    await get_a_place(run)
    await connect()  # that nobody answers is told once
    folder = await sync_to_async(folder_of_version)(run.version)
    found = await sync_to_async(find)(folder, settings.PODLAB_LESSONS)
    for proof in found.unread:
        player.tell(proof.exercise, proof.cases[0])
        proofs.append(proof)
    async for proof in prove_all(await to_play(player, found), Proving(AT_A_TIME), player.tell_of):
        proofs.append(proof)
        if proof.is_proved:
            content = run.version.exercises[proof.exercise]
            await ProvedExercise.objects.aget_or_create(pack=run.version.pack, content=content)


async def to_play(player: Player, found: Found) -> Sequence[tuple[LoadedExercise, Case]]:
    """The exercises that are asked for, with what reading found; those proved before are told."""
    known = {
        each.content async for each in ProvedExercise.objects.filter(pack=player.run.version.pack)
    }
    wanted = []
    for each in found.exercises:
        read = found.read_case(each)
        if player.run.only not in {"", each.id}:
            continue
        if each.content in known and read.is_proved:
            player.tell_of(each, Case(BEFORE))
        else:
            wanted.append((each, read))
    return wanted


async def get_a_place(run: ProofRun) -> None:
    """Wait until fewer than PODLAB_PROOFS others play, those that asked before this one first."""
    while True:
        alive = timezone.now() - LOST_AFTER
        others = ProofRun.objects.filter(
            ended_at=None, beat_at__gt=alive, began_at__lt=run.began_at
        )
        if await others.acount() < settings.PODLAB_PROOFS:
            await ProofRun.objects.filter(pk=run.pk).aupdate(playing_at=timezone.now())
            return
        await asyncio.sleep(SECONDS_BETWEEN_BEATS)


async def end(run: ProofRun, proofs: list[Proof], told: str) -> None:
    """Keep what came of it; the version may go live when all of its exercises are proved."""
    good = not told and all(proof.is_proved for proof in proofs)
    run.outcome = told or (Outcome.PROVED if good else Outcome.NOT_PROVED)
    run.ended_at = timezone.now()
    whole = good and await all_proved(run)
    summary = {"passed": whole, "run": str(run.uid), "outcome": run.outcome}
    await sync_to_async(end_proof)(run.version, summary)
    await run.asave(update_fields=["outcome", "ended_at", "told"])


async def all_proved(run: ProofRun) -> bool:
    """Whether each exercise of the version was proved as it is, and nothing else is wrong."""
    wanted = set(run.version.exercises.values())
    known = ProvedExercise.objects.filter(pack=run.version.pack, content__in=wanted)
    proved = {each.content async for each in known}
    folder = await sync_to_async(folder_of_version)(run.version)
    found = await sync_to_async(find)(folder, settings.PODLAB_LESSONS)
    return bool(wanted) and proved == wanted and not found.mistakes
