"""The end of a guest's own kubectl: what it made goes when its time is over."""

from django.utils import timezone

from podlab.cluster import Cluster, NotFound, connect
from podlab.cluster.accounts import remove_account
from podlab.cluster.gateway.places import places
from podlab.sandbox.kubectl.access import ACCOUNT
from podlab.sandbox.models import KubectlAccess, PodRun

WORKLOADS = (  # whoever makes Pods goes before them
    "/apis/autoscaling/v2/namespaces/{}/horizontalpodautoscalers",
    "/apis/apps/v1/namespaces/{}/deployments",
    "/apis/apps/v1/namespaces/{}/replicasets",
)


async def end_kubectl_that_is_over() -> None:
    """Remove all of a namespace, or all but the run in it, when its kubectl's time is over."""
    over = KubectlAccess.objects.filter(removed_at=None, expires_at__lte=timezone.now())
    async for access in over:
        cluster = await connect()
        places.end(access.namespace)
        current = PodRun.objects.filter(namespace=access.namespace).current()
        runs = {run.pod_uid async for run in current}
        try:
            if runs:
                await remove_account(cluster, access.namespace, ACCOUNT)
                await remove_all_but(cluster, access.namespace, runs)
            else:
                await cluster.delete("namespaces", "", access.namespace)
        except NotFound:
            pass
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
