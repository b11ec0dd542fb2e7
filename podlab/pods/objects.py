"""Small readings of Kubernetes objects: names, keys, containers and times."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

from lightkube.models.core_v1 import Container, Pod, PodSpec
from lightkube.models.meta_v1 import ObjectMeta

JsonObject = dict[str, Any]


def pod_of(obj: JsonObject) -> Pod:
    """The typed Pod of a stored object."""
    return cast("Pod", Pod.from_dict(obj))


def metadata_of(pod: Pod) -> ObjectMeta:
    """The Pod's metadata; an empty one where the manifest has none."""
    return pod.metadata or ObjectMeta()


def spec_of(pod: Pod) -> PodSpec:
    """The Pod's spec; one without containers where the manifest has none."""
    return pod.spec or PodSpec(containers=[])


def init_containers_of(pod: Pod) -> list[Container]:
    """The init containers in the order in which they run."""
    return list(spec_of(pod).initContainers or [])


def containers_of(pod: Pod) -> list[Container]:
    """The main containers in the order of the manifest."""
    return list(spec_of(pod).containers or [])


def ephemeral_containers_of(pod: Pod) -> list[Container]:
    """The containers that were added to look into the running Pod, in that order."""
    ephemeral = spec_of(pod).ephemeralContainers or []
    return [cast("Container", Container.from_dict(each.to_dict())) for each in ephemeral]


def target_of(pod: Pod, container: str) -> str:
    """The container whose processes an ephemeral one joins; empty for all others."""
    ephemeral = spec_of(pod).ephemeralContainers or []
    found = (each.targetContainerName for each in ephemeral if each.name == container)
    return next(found, None) or ""


def all_containers(pod: Pod) -> Iterator[Container]:
    """Init containers first, then the main ones, then the ephemeral ones."""
    yield from init_containers_of(pod)
    yield from containers_of(pod)
    yield from ephemeral_containers_of(pod)


def is_sidecar(container: Container) -> bool:
    """Whether an *init* container is a native sidecar, which runs as long as the Pod does."""
    return container.restartPolicy == "Always"


def has_post_start(container: Container) -> bool:
    """Whether a hook runs right after its start, for which those that follow wait."""
    return bool(container.lifecycle and container.lifecycle.postStart)


def has_pre_stop(container: Container) -> bool:
    """Whether a hook runs before it is asked to stop."""
    return bool(container.lifecycle and container.lifecycle.preStop)


def restart_policy_of(pod: Pod) -> str:
    """`Always`, `OnFailure` or `Never`."""
    return spec_of(pod).restartPolicy or "Always"


def pod_key(pod: Pod) -> str:
    """The Pod as the kubelet's messages name it: `name_namespace(uid)`."""
    metadata = metadata_of(pod)
    return f"{metadata.name}_{metadata.namespace or 'default'}({metadata.uid or ''})"


def container_field_path(pod: Pod, container: str) -> str:
    """How an Event points at a container: `spec.containers{web}`."""
    lists = {
        "initContainers": init_containers_of(pod),
        "ephemeralContainers": ephemeral_containers_of(pod),
    }
    fields = (name for name, each in lists.items() if container in {one.name for one in each})
    return f"spec.{next(fields, 'containers')}{{{container}}}"


def timestamp(moment: datetime) -> str:
    """A moment as Kubernetes writes it.

    >>> timestamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_timestamp(text: str | datetime | None) -> datetime | None:
    """The moment that Kubernetes wrote, or None where nothing (readable) is written."""
    if text is None or isinstance(text, datetime):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
