"""Keeps the time of every run: what is over ends with its reason and is removed.

Runs in every worker of web. Each step is a conditional update or may be repeated, so that
several keepers do no harm; what one could not do is done at a later turn.
"""

import asyncio
import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from podlab.cluster import ClusterError, ClusterUnavailable, NotFound, connect
from podlab.sandbox.kubectl.keeping import end_kubectl_that_is_over, end_what_streams
from podlab.sandbox.models import KubectlAccess, PodRun
from podlab.sandbox.recordings.keeping import remove_old
from podlab.sandbox.runs.ending import (
    DELETED,
    TIME_OVER,
    StillThere,
    end,
    has_ended_by_itself,
    reason_of_end,
    remove,
    stop,
)
from podlab.sandbox.runs.starting import MANAGED_BY

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_TURNS = 5.0
TURNS_BETWEEN_SWEEPS = 24
MINUTES_TO_BEGIN = 1
HOURS_UNTIL_IDLE = 1


async def keep_time() -> None:
    """One turn every five seconds, until cancelled."""
    turn = 0
    while True:
        try:
            await end_what_is_over()
            await tell_what_ended()
            await end_what_streams()
            await end_kubectl_that_is_over()
            if turn % TURNS_BETWEEN_SWEEPS == 0:
                await remove_old()
                await remove_idle_namespaces()
        except ClusterUnavailable as error:
            logger.info("The keeper waits: %s", error)
        except Exception:
            logger.exception("The keeper's turn failed; the next one follows")
        turn += 1
        await asyncio.sleep(SECONDS_BETWEEN_TURNS)


async def end_what_is_over() -> None:
    """End and remove the runs whose time has come, and finish removals that were cut short."""
    async for run in PodRun.objects.over(timezone.now()):
        try:
            if await end(run.uid, TIME_OVER):
                logger.info("The time of %s is over", run)
            await remove(run)
        except StillThere:
            logger.info("%s is still there; its removal goes on", run)


async def tell_what_ended() -> None:
    """Store why a Pod ended that nobody watched, or that was deleted with kubectl."""
    async for run in PodRun.objects.current().filter(ended_at=None):
        try:
            cluster = await connect()
            pod = await cluster.get("pods", run.namespace, run.name)
        except NotFound:
            if timezone.now() - run.created_at > timedelta(minutes=MINUTES_TO_BEGIN):
                await stop(run, DELETED)
            continue
        if has_ended_by_itself(pod):
            await end(run.uid, reason_of_end(pod))


async def remove_idle_namespaces() -> None:
    """Remove the namespaces of sessions that have run nothing for an hour.

    Only those that this installation's database knows: another one may share the cluster.
    """
    cluster = await connect()
    label = ",".join(f"{key}={value}" for key, value in MANAGED_BY.items())
    recent = timezone.now() - timedelta(hours=HOURS_UNTIL_IDLE)
    busy = PodRun.objects.filter(Q(removed_at=None) | Q(removed_at__gte=recent))
    kept = {name async for name in busy.values_list("namespace", flat=True)}
    kubectl = KubectlAccess.objects.filter(removed_at=None)
    kept |= {name async for name in kubectl.values_list("namespace", flat=True)}
    ours = {name async for name in PodRun.objects.values_list("namespace", flat=True).distinct()}
    for namespace in (await cluster.list("namespaces", labelSelector=label))["items"]:
        name = namespace["metadata"]["name"]
        if name in ours - kept:
            try:
                await cluster.delete("namespaces", "", name)
            except ClusterError as error:
                logger.info("The namespace %s stays for now: %s", name, error)
