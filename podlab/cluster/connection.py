"""The connection to the cluster of PODLAB_KUBECONFIG, one for each event loop."""

import asyncio
from pathlib import Path
from weakref import WeakKeyDictionary

from django.conf import settings
from lightkube import ConfigError

from podlab.cluster.client import Cluster
from podlab.cluster.errors import START_NODE, ClusterUnavailable

_clusters: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[int, Cluster]] = WeakKeyDictionary()


async def connect() -> Cluster:
    """The cluster of PODLAB_KUBECONFIG; read anew when node has written that file anew."""
    path: Path = settings.PODLAB_KUBECONFIG
    written = written_at(path)
    loop = asyncio.get_running_loop()
    known = _clusters.get(loop)
    if known and known[0] == written:
        return known[1]
    try:
        fresh = Cluster(path)
    except (ConfigError, OSError, ValueError, TypeError) as error:
        raise ClusterUnavailable(f"{path.name} can't be read: {error}. {START_NODE}") from error
    _clusters[loop] = (written, fresh)
    return fresh


def written_at(path: Path) -> int:
    """When the kubeconfig was written, in nanoseconds."""
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise ClusterUnavailable(f"There is no {path.name} yet. {START_NODE}") from error


async def disconnect() -> None:
    """Close this loop's connections; the next `connect` opens new ones."""
    known = _clusters.pop(asyncio.get_running_loop(), None)
    if known:
        await known[1].close()
