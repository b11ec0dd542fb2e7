"""What the kubelet does next for one Pod."""

from podlab.pods.sync.actions import BackingOff, ContainerKill, ContainerStart, PodActions
from podlab.pods.sync.deciding import compute_pod_actions

__all__ = ["BackingOff", "ContainerKill", "ContainerStart", "PodActions", "compute_pod_actions"]
