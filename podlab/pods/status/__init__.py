"""A Pod's status: what was observed, told in the words of the Kubernetes API."""

from podlab.pods.scheduling.qos import oom_score, qos_class
from podlab.pods.status.containers import container_statuses
from podlab.pods.status.lost import with_lost
from podlab.pods.status.observed import (
    ContainerObservation,
    ContainerState,
    ContainerUser,
    PodObservation,
    SandboxState,
    Waiting,
)
from podlab.pods.status.phase import is_past_deadline, is_terminal, pod_phase
from podlab.pods.status.pod import pod_status, rejected_status, unscheduled_status
from podlab.pods.status.printing import PrintedColumns, printed_columns

__all__ = [
    "ContainerObservation",
    "ContainerState",
    "ContainerUser",
    "PodObservation",
    "PrintedColumns",
    "SandboxState",
    "Waiting",
    "container_statuses",
    "is_past_deadline",
    "is_terminal",
    "oom_score",
    "pod_phase",
    "pod_status",
    "printed_columns",
    "qos_class",
    "rejected_status",
    "unscheduled_status",
    "with_lost",
]
