"""More time for a run, a few times."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F

from podlab.sandbox.models import EXTENSIONS, PodRun


async def extend(run: PodRun) -> bool:
    """Add PODLAB_RUN_MINUTES; False when the run has ended or has had its extensions.

    One conditional update: two clicks at once on the last extension get one.
    """
    extendable = PodRun.objects.filter(uid=run.uid, ended_at=None, extensions__lt=EXTENSIONS)
    more = timedelta(minutes=settings.PODLAB_RUN_MINUTES)
    if not await extendable.aupdate(
        expires_at=F("expires_at") + more, extensions=F("extensions") + 1
    ):
        return False
    await run.apart.current().aupdate(expires_at=F("expires_at") + more)
    return True
