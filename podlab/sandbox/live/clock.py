"""The countdown of a run as entries: each change of its end, and warnings before it."""

import asyncio
from uuid import UUID

from django.utils import timezone

from podlab.sandbox.live.sources.upstream import Publish
from podlab.sandbox.models import PodRun

WARNINGS = (300, 60)  # seconds before the end
SECONDS_BETWEEN_LOOKS = 15.0


async def tell_time(uid: UUID, publish: Publish) -> None:
    """Publish `time` entries until the run has ended. Another worker may have extended it."""
    known = None
    told: set[int] = set()
    while True:
        run = await PodRun.objects.filter(uid=uid, ended_at=None).afirst()
        if run is None:
            return
        left = (run.expires_at - timezone.now()).total_seconds()
        if run.expires_at != known:
            told = {mark for mark in WARNINGS if left <= mark and known is not None}
        due = {mark for mark in WARNINGS if left <= mark} - told
        if run.expires_at != known or due:
            publish(time_entry(left, run))
        known, told = run.expires_at, told | due
        upcoming = [left - mark for mark in WARNINGS if left > mark]
        await asyncio.sleep(max(0.2, min([SECONDS_BETWEEN_LOOKS, *upcoming])))


def time_entry(left: float, run: PodRun) -> dict[str, object]:
    """`warning` is true in the last five minutes."""
    return {
        "kind": "time",
        "seconds_left": max(0, round(left)),
        "expires_at": run.expires_at.isoformat(),
        "warning": left <= max(WARNINGS),
    }
