"""Removes what no Pod of the store owns any more, of this node's own objects only.

It repeats for ever, since an object that a dying node asked for may appear after any sweep.
"""

import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from podlab.node.engine import names
from podlab.node.engine.errors import EngineError
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.pod.ending import remove_everything
from podlab.node.kubelet.volumes.claiming import release

logger = logging.getLogger(__name__)


def collect_garbage(node: Node, busy: Callable[[], AbstractSet[str]]) -> None:
    """Remove every Pod's remains unless the store has the Pod, or it is `busy`: a worker still
    ends it, or it is prepared. Asked last, since what is listed may have begun just before.
    """
    listed = [each["Labels"] for each in (*node.engine.containers(), *node.engine.volumes())]
    found = {labels.get(names.POD) for labels in listed}
    claimed = {labels.get(names.CLAIM) for labels in listed}
    wanted = {pod["metadata"]["uid"] for pod in node.store.list("pods").items}
    for pod_uid in found - wanted - busy() - {None}:
        logger.info("removing what is left of Pod %s", pod_uid)
        try:
            remove_everything(node, str(pod_uid))
        except EngineError as problem:
            logger.warning("could not remove all of Pod %s: %s", pod_uid, problem)
    node.networks.sweep()
    claims = {each["metadata"]["uid"] for each in node.store.list("persistentvolumeclaims").items}
    for claim_uid in claimed - claims - {None}:
        logger.info("removing what is left of claim %s", claim_uid)
        try:
            release(node.engine, str(claim_uid))
        except EngineError as problem:
            logger.warning("could not remove all of claim %s: %s", claim_uid, problem)
