"""Tapes on their way into the database and back, and the end of what is kept."""

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from podlab.sandbox.models import PodRun
from podlab.sandbox.recordings.models import KeptTape, Recording, packed, unpacked
from podlab.sandbox.tape.document import from_tape
from podlab.sandbox.tape.keeping import Tape

logger = logging.getLogger(__name__)

HOURS_OF_A_TAPE = 24


async def resume(uid: UUID, tape: Tape) -> None:
    """Let a new tape go on where another process, or this one earlier, left the run's tape."""
    kept = await KeptTape.objects.filter(run_id=uid).afirst()
    if kept:
        document = await asyncio.to_thread(unpacked, kept.body)
        tape.resume(document.pod, document.entries, document.left_out)


async def keep(uid: UUID, tape: Tape) -> None:
    """Store the tape for as long as the run may be looked back at. It never breaks its caller."""
    document = from_tape(tape)
    if document is None:
        return
    try:
        body = await asyncio.to_thread(packed, document)
        if await PodRun.objects.filter(uid=uid).aexists():
            fields = {"body": body, "kept_at": timezone.now()}
            await KeptTape.objects.aupdate_or_create(run_id=uid, defaults=fields)
    except IntegrityError:
        return  # the run was forgotten at this moment, and its tape with it
    except Exception:
        logger.exception("The tape of %s could not be kept", uid)


async def remove_old() -> None:
    """Remove recordings whose time is over, and tapes that nobody will look back at."""
    now = timezone.now()
    await Recording.objects.filter(expires_at__lte=now).adelete()
    old = now - timedelta(hours=HOURS_OF_A_TAPE)
    await KeptTape.objects.filter(run__removed_at__isnull=False, kept_at__lte=old).adelete()
