"""Starting a proof beside web, asking it to end, and finding those whose process is gone."""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from podlab.accounts.models import User
from podlab.authoring.models import ProofRun, Version
from podlab.authoring.packs import begin_proof, end_proof
from podlab.authoring.proofs.running import LOST_AFTER

SECONDS_TO_CLEAN_UP = 30.0


class CannotProve(ValueError):
    """Why no proof begins now, in a sentence."""


def order_proof(version: Version, user: User, only: str = "") -> ProofRun:
    """The run, not yet played. Raises CannotProve."""
    end_lost_runs()
    if version.is_proved:
        raise CannotProve(_("This is proved already, with these very files."))
    try:
        with transaction.atomic():
            run = ProofRun.objects.create(version=version, by=user, only=only)
            if not begin_proof(version):
                raise CannotProve(_("Somebody else is proving this already."))
    except IntegrityError as error:
        told = _("You are proving something already. Wait for its end, or cancel it.")
        raise CannotProve(told) from error
    return run


def end_lost_runs() -> None:
    """A run whose process no longer says that it lives was cut short."""
    lost = ProofRun.objects.filter(ended_at=None, beat_at__lt=timezone.now() - LOST_AFTER)
    for run in lost.select_related("version"):
        outcome = ProofRun.Outcome.CUT_SHORT
        ours = ProofRun.objects.filter(pk=run.pk, ended_at=None)
        if ours.update(ended_at=timezone.now(), outcome=outcome):
            end_proof(run.version, {"passed": False, "run": str(run.uid), "outcome": outcome})


def cancel(run: ProofRun) -> None:
    """Ask its process to end; safe to repeat."""
    asked = ProofRun.objects.filter(pk=run.pk, ended_at=None, cancel_asked_at=None)
    asked.update(cancel_asked_at=timezone.now())


@dataclass
class Provers:
    """The processes that this worker of web has started."""

    waiting: set[asyncio.Task[None]] = field(default_factory=set)
    processes: set[asyncio.subprocess.Process] = field(default_factory=set)

    async def start(self, run: UUID) -> None:
        """Play it in a process of its own."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "django", "play_proof", str(run),
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "podlab.settings"},
            stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.add(process)
        task = asyncio.create_task(self.reap(process))
        self.waiting.add(task)
        task.add_done_callback(self.waiting.discard)

    async def reap(self, process: asyncio.subprocess.Process) -> None:
        await process.wait()
        self.processes.discard(process)

    async def close(self) -> None:
        """Web ends: so do its proofs, which remove what runs for them."""
        for process in self.processes:
            process.terminate()
        if self.waiting:
            await asyncio.wait(self.waiting, timeout=SECONDS_TO_CLEAN_UP)


@cache
def provers() -> Provers:
    """Those of this process."""
    return Provers()
