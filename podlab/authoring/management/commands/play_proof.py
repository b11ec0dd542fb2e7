"""`manage.py play_proof RUN`: plays the proof that an instructor has ordered; web starts it."""

import asyncio
import logging
import signal
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from podlab.authoring.proofs.running import run_proof
from podlab.cluster import disconnect
from podlab.sandbox.live.hub import hub


class Command(BaseCommand):
    """Ends early, with all that ran for it, when it is terminated."""

    help = "Play a proof that was ordered in the studio. web starts this; nobody else needs to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the run."""
        parser.add_argument("run", type=UUID)

    def handle(self, *args: Any, run: UUID, **options: Any) -> None:  # noqa: ARG002 -- Django's
        """Play it."""
        logging.getLogger("podlab").setLevel(logging.WARNING)
        self.stdout.write(asyncio.run(self.play(run)))

    async def play(self, uid: UUID) -> str:
        task = asyncio.current_task()
        assert task  # noqa: S101 -- asyncio.run made one
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            run = await run_proof(uid)
        finally:
            await hub().close()
            await disconnect()
        return f"{run}: {run.outcome}"
