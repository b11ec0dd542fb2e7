"""`manage.py exercise_prove FOLDER`: plays exercises on a real engine, and tells what is not so."""

import asyncio
import json
import logging
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from podlab.cluster import ClusterError, connect, disconnect
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.proving.finding import Found, NothingThere, find
from podlab.exercises.proving.running import Proving, prove_all
from podlab.exercises.proving.telling.cases import Case, Proof, as_json, summary, told
from podlab.exercises.proving.telling.junit import junit
from podlab.sandbox.live.hub import hub


class Command(BaseCommand):
    """Proves exercises; its exit code is 0 when everything is proved."""

    help = (
        "Prove exercises on a real engine: the starter fails, the solution passes, each wrong "
        "answer fails as declared, every answer and every card is what was measured, and nothing "
        "is left behind. node must be running (`make run`)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name folders, and how to prove them."""
        lessons = settings.PODLAB_LESSONS
        parser.add_argument(
            "folder", nargs="?", type=Path, default=lessons,
            help="an exercise, a pack, or a folder of packs (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--only",
            action="append",
            metavar="ID",
            default=[],
            help="of these, prove that exercise",
        )
        parser.add_argument("--repeat", type=int, help="play the solution so many times")
        parser.add_argument(
            "--at-a-time", type=int, default=3, help="play so many scenes beside each other"
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=1.0,
            help="multiply all time limits; for slow machines",
        )
        parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit's XML there")
        parser.add_argument(
            "--results", type=Path, metavar="FILE", default=settings.VAR_DIR / "results.json",
            help="write every reading there, as JSON (default: %(default)s)",
        )  # fmt: skip

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:  # noqa: ARG002 -- Django's
        """Prove what the folder names."""
        try:
            found = find(folder, settings.PODLAB_LESSONS).only(options["only"])
        except NothingThere as nothing:
            raise CommandError(str(nothing)) from nothing
        logging.getLogger("podlab").setLevel(logging.WARNING)  # what watching meets is no finding
        settings.PODLAB_LESSONS = found.folder  # where scenes look for their files
        try:
            proofs = asyncio.run(self.prove(found, options))
        except ClusterError as error:
            raise CommandError(str(error)) from error
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise CommandError("Ended before its end; what ran for it was removed.") from None
        self.stdout.write(summary(proofs))
        if not all(proof.is_proved for proof in proofs):
            sys.exit(1)

    async def prove(self, found: Found, options: dict[str, Any]) -> list[Proof]:
        """All of them; what is written to files is written after each."""
        task = asyncio.current_task()
        assert task  # noqa: S101 -- asyncio.run made one
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await connect()  # that nobody answers is told once
        how = Proving(options["at_a_time"], options["repeat"], options["patience"])
        exercises = [(each, found.read_case(each)) for each in found.exercises]
        proofs = found.unread
        for proof in proofs:
            self.tell(proof.exercise, proof.cases[0])
        try:
            async for proof in prove_all(exercises, how, self.tell_of):
                proofs.append(proof)
                self.stdout.write(line_of(proof))
                write(proofs, options)
        finally:
            await hub().close()
            await disconnect()
        write(proofs, options)
        return proofs

    def tell_of(self, exercise: LoadedExercise, case: Case) -> None:
        self.tell(exercise.id, case)

    def tell(self, exercise: str, case: Case) -> None:
        """One line for each case as it ends, and its problems under it."""
        sign = "ok  " if case.is_proved else "FAIL"
        took = f" ({case.seconds:.1f} s)" if case.seconds else ""
        self.stdout.write(f"{sign}  {exercise}: {case.name}{took}")
        for problem in case.problems:
            self.stdout.write(told(problem))
        self.stdout.flush()


def line_of(proof: Proof) -> str:
    verdict = "proved" if proof.is_proved else "not proved"
    return f"----  {proof.exercise}: {verdict} in {proof.seconds:.1f} s"


def write(proofs: list[Proof], options: dict[str, Any]) -> None:
    """Write the files that were asked for."""
    results: Path = options["results"]
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(as_json(proofs), indent=2, ensure_ascii=False))
    if options["junit"]:
        options["junit"].write_text(junit(proofs), encoding="utf-8")
