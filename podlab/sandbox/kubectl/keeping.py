"""The end of a guest's own kubectl: what it made goes when its time is over."""

import logging
from contextlib import suppress

from django.db.models import Q
from django.utils import timezone

from podlab.cluster import Cluster, NotFound, Refused, connect
from podlab.cluster.accounts import remove_account
from podlab.cluster.gateway.places import places
from podlab.sandbox.kubectl.access import ACCOUNT
from podlab.sandbox.models import KubectlAccess, PodRun

logger = logging.getLogger(__name__)

WORKLOADS = (  # whoever makes Pods goes before them
    "/apis/autoscaling/v2/namespaces/{}/horizontalpodautoscalers",
    "/apis/apps/v1/namespaces/{}/deployments",
    "/apis/apps/v1/namespaces/{}/replicasets",
)


async def end_kubectl_that_is_over() -> None:
    """Remove all of a namespace, or all but the run in it, when its kubectl's time is over."""
    over = KubectlAccess.objects.filter(removed_at=None, expires_at__lte=timezone.now())
    async for access in over:
        try:
            await end_kubectl(access)
        except Refused as error:
            logger.info("What kubectl made in %s stays for now: %s", access, error)


async def end_what_streams() -> None:
    """End what streams through this process for a kubectl that was revoked or is over.

    Who revokes may be served by another process of web.
    """
    busy = places.namespaces()
    if not busy:
        return
    shut = Q(revoked_at__isnull=False) | Q(expires_at__lte=timezone.now())
    async for access in KubectlAccess.objects.filter(shut, namespace__in=busy):
        places.end(access.namespace)


async def end_kubectl(access: KubectlAccess) -> None:
    """End one that is over; may be repeated. Raises ClusterError, and is then tried again."""
    cluster = await connect()
    places.end(access.namespace)
    current = PodRun.objects.filter(namespace=access.namespace).current()
    runs = {run.pod_uid async for run in current}
    with suppress(NotFound):
        if runs:
            await remove_account(cluster, access.namespace, ACCOUNT)
            await remove_all_but(cluster, access.namespace, runs)
        else:
            await cluster.delete("namespaces", "", access.namespace)
    still = KubectlAccess.objects.filter(pk=access.pk, expires_at=access.expires_at)
    await still.aupdate(removed_at=timezone.now())


async def remove_all_but(cluster: Cluster, namespace: str, runs: set[str]) -> None:
    """Remove the workloads and the Pods of a namespace, except the Pods with these uids."""
    for path in WORKLOADS:
        await cluster.delete_all(path.format(namespace))
    for pod in (await cluster.list("pods", namespace))["items"]:
        if pod["metadata"]["uid"] not in runs:
            try:
                await cluster.delete("pods", namespace, pod["metadata"]["name"])
            except NotFound:
                continue
