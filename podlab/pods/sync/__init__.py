"""What the kubelet does next for one Pod."""

from podlab.pods.sync.actions import BackingOff, ContainerKill, ContainerStart, PodActions
from podlab.pods.sync.deciding import compute_pod_actions
from podlab.pods.sync.stopping import began_to_end

__all__ = [
    "BackingOff",
    "ContainerKill",
    "ContainerStart",
    "PodActions",
    "began_to_end",
    "compute_pod_actions",
]
