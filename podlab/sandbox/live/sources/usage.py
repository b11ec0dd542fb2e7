"""What the Pod's containers use, asked for every few seconds while somebody watches."""

import asyncio
import logging
from datetime import datetime

from podlab.cluster import ClusterUnavailable, Refused, connect
from podlab.pods.objects import JsonObject
from podlab.pods.quantities import parse_quantity
from podlab.sandbox.live.sources.upstream import Publish

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_READINGS = 2.0
SECONDS_WITHOUT = 4.0  # nothing runs, or this cluster measures nothing


async def tell_usage(namespace: str, pod: str, publish: Publish) -> None:
    """Publish `usage` entries; a cluster that has measured nothing new tells nothing."""
    known: JsonObject = {}
    loop = asyncio.get_running_loop()
    while True:
        began, pause = loop.time(), SECONDS_BETWEEN_READINGS
        try:
            metrics = await (await connect()).usage(namespace, pod)
        except (Refused, ClusterUnavailable) as problem:
            logger.debug("No metrics of %s/%s: %s", namespace, pod, problem)
            pause = SECONDS_WITHOUT
        else:
            if metrics != known:
                publish(usage_entry(metrics))
            known = metrics
        await asyncio.sleep(max(0.2, began + pause - loop.time()))


def usage_entry(metrics: JsonObject) -> JsonObject:
    """The `usage` entry of PodMetrics: thousandths of a CPU and bytes of each container."""
    return {
        "kind": "usage",
        "time": datetime.fromisoformat(metrics["timestamp"]).timestamp(),
        "containers": [
            {
                "name": each["name"],
                "cpu": round(float(parse_quantity(each["usage"]["cpu"]) * 1000), 2),
                "memory": int(parse_quantity(each["usage"]["memory"])),
            }
            for each in metrics["containers"]
        ],
    }
