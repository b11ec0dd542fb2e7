"""web's one door to the Pod API."""

from podlab.cluster.client import Cluster
from podlab.cluster.connection import connect, disconnect
from podlab.cluster.errors import (
    Cause,
    ClusterError,
    ClusterUnavailable,
    Conflict,
    NotFound,
    Refused,
    StreamLost,
)
from podlab.cluster.processes import Ended, Process, Said, talk

__all__ = [
    "Cause",
    "Cluster",
    "ClusterError",
    "ClusterUnavailable",
    "Conflict",
    "Ended",
    "NotFound",
    "Process",
    "Refused",
    "Said",
    "StreamLost",
    "connect",
    "disconnect",
    "talk",
]
