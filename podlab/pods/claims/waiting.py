"""What a Pod waits for before it may have its claims. Source: scheduler plugin volumebinding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lightkube.models.core_v1 import Pod

from podlab.pods.claims.binding import CLASS_NAME, class_of
from podlab.pods.objects import JsonObject, spec_of

NO_HELP = "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."


@dataclass(frozen=True)
class Unclaimable:
    """A claim that its Pod cannot have yet, in the scheduler's words."""

    claim: str
    why: str

    @property
    def message(self) -> str:
        """What the condition PodScheduled says."""
        return f"0/1 nodes are available: {self.why}. {NO_HELP}"


def claim_names(pod: Pod) -> Iterator[str]:
    """The claims that a Pod's volumes name."""
    for volume in spec_of(pod).volumes or []:
        if volume.persistentVolumeClaim:
            yield volume.persistentVolumeClaim.claimName


def unclaimable(pod: Pod, claims: Mapping[str, JsonObject]) -> Unclaimable | None:
    """The first claim that keeps the Pod waiting; None when it may have them all."""
    for name in claim_names(pod):
        claim = claims.get(name)
        if claim is None:
            return Unclaimable(name, f'persistentvolumeclaim "{name}" not found')
        if "deletionTimestamp" in claim["metadata"]:
            return Unclaimable(name, f'persistentvolumeclaim "{name}" is being deleted')
        if class_of(claim) != CLASS_NAME:
            return Unclaimable(name, "pod has unbound immediate PersistentVolumeClaims")
    return None
