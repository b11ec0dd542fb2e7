"""What of a Pod gets lost in another tool, in one sentence each: told beside the export."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lightkube.models.core_v1 import Container, Pod, Probe

from podlab.pods.objects import (
    containers_of,
    init_containers_of,
    is_sidecar,
    restart_policy_of,
    spec_of,
)
from podlab.pods.volumes import is_part, is_rendered


def lost_with_docker(pod: Pod) -> Iterator[str]:
    """For docker compose and for docker run alike."""
    yield from _probes(pod)
    yield from _restarts(pod)
    yield from _volumes(pod)
    yield from _fields(pod)


def lost_with_podman(pod: Pod) -> Iterator[str]:
    """Podman reads the same YAML, and does not do all that is in it."""
    if any(each.ports for each in containers_of(pod)):
        yield _("Ports are left out: podman would open them on your machine, a cluster does not.")
    if any(each.readinessProbe for each in containers_of(pod)):
        yield _("Readiness probes are ignored: podman knows no Ready.")
    if any(each.livenessProbe and each.livenessProbe.grpc for each in containers_of(pod)):
        yield _("podman has no gRPC probe.")
    if any(_asks_a_port(each.livenessProbe) for each in containers_of(pod)):
        yield _("podman asks a port with programs of the image (curl, nc): a liveness probe "
                "fails where the image has none.")  # fmt: skip
    if any(each.lifecycle for each in _everybody(pod)):
        yield _("Hooks (postStart, preStop) do not run.")
    if any(is_sidecar(each) for each in init_containers_of(pod)):
        yield _("A native sidecar is an ordinary init container for podman: it waits for its end.")
    if any(each.emptyDir and each.emptyDir.sizeLimit for each in spec_of(pod).volumes or []):
        yield _("The size of an emptyDir is not limited.")
    if _uses_secrets(pod):
        yield _("Secrets are ConfigMaps here: podman 4 reads none from the file that brings it.")
    if any(each.projected or each.downwardAPI for each in spec_of(pod).volumes or []):
        yield _("podman 4 refuses projected and downwardAPI volumes.")


def lost_with_kubectl(pod: Pod) -> Iterator[str]:
    """Nothing is lost in a cluster; what may be different there."""
    limitless = [each.name for each in containers_of(pod) if not _memory_limit(each)]
    if limitless:
        yield _("%(names)s: without a memory limit a container may take the node's memory; "
                "Podlab has a bound of its own.") % {"names": ", ".join(limitless)}  # fmt: skip


def _probes(pod: Pod) -> Iterator[str]:
    containers = _everybody(pod)
    probes = [p for c in containers for p in (c.livenessProbe, c.readinessProbe, c.startupProbe)]
    if any(each.livenessProbe for each in containers):
        yield _("Liveness probes: docker does not restart on failing health checks.")
    if any(each.readinessProbe for each in containers):
        yield _("Readiness probes: docker shows “unhealthy”, and nothing follows from it.")
    if any(each.startupProbe for each in containers):
        yield _("Startup probes: docker has none.")
    if any(_asks_a_port(each) or (each and each.grpc) for each in probes):
        yield _("Probes that ask a port are left out: docker only runs commands, and the image "
                "may have none that asks.")  # fmt: skip
    if any(c.readinessProbe and c.livenessProbe for c in containers):
        yield _("One health check for each container: the readiness probe's comes first.")


def _restarts(pod: Pod) -> Iterator[str]:
    policy = restart_policy_of(pod)
    if policy != "Never":
        yield _("Restarts: docker starts a container again without events, and its pauses end at "
                "one minute, not at five.")  # fmt: skip
    inits = [each for each in init_containers_of(pod) if not is_sidecar(each)]
    if inits and policy != "Never":
        yield _("Init containers: one that fails is not tried again.")
    if any(is_sidecar(each) for each in init_containers_of(pod)):
        yield _("A native sidecar is started, and not waited for until it is up; it does not end "
                "with the last container.")  # fmt: skip
    if any(each.lifecycle for each in _everybody(pod)):
        yield _("Hooks (postStart, preStop) do not run.")
    if spec_of(pod).activeDeadlineSeconds:
        yield _("activeDeadlineSeconds: nobody ends the containers.")


def _volumes(pod: Pod) -> Iterator[str]:
    volumes = spec_of(pod).volumes or []
    claimed = {each.name for each in volumes if each.persistentVolumeClaim}
    written = {each.name for each in volumes if not is_rendered(each)} - claimed
    if claimed:
        yield _("A claim is a volume on docker's disk: no size is kept to, only root may write "
                "there at first, and “down --volumes” of docker compose deletes it.")  # fmt: skip
    if written:
        yield _("An emptyDir is a tmpfs: in memory, and not deleted before you say “down”.")
    if any(each.emptyDir and each.emptyDir.sizeLimit for each in volumes):
        yield _("sizeLimit: a write beyond it fails; a kubelet evicts the Pod.")
    mounts = [mount for each in _everybody(pod) for mount in each.volumeMounts or []]
    if any(is_part(each) and each.name in written for each in mounts):
        yield _("A subPath of an emptyDir is a volume of its own.")
    if any(is_rendered(each) for each in volumes):
        yield _("ConfigMaps and Secrets are files as they are now: they do not change with the "
                "object, and Secrets are not secret.")  # fmt: skip


def _fields(pod: Pod) -> Iterator[str]:
    containers = _everybody(pod)
    if any(_fields_of_status(each) for each in containers):
        yield _("status.podIP and what a node tells: docker cannot; 127.0.0.1 and Podlab's own "
                "stand there.")  # fmt: skip
    if any(_requests(each) for each in containers):
        yield _("Requests: docker only limits, it reserves nothing.")
    if any(_non_root(pod, each) for each in containers):
        yield _("runAsNonRoot is not checked.")
    if any(each.terminationMessagePath != "/dev/termination-log" for each in containers):
        yield _("Termination messages are not kept.")


def _everybody(pod: Pod) -> list[Container]:
    return [*init_containers_of(pod), *containers_of(pod)]


def _asks_a_port(probe: Probe | None) -> bool:
    return bool(probe and (probe.httpGet or probe.tcpSocket))


def _memory_limit(container: Container) -> bool:
    limits = (container.resources and container.resources.limits) or {}
    return "memory" in limits


def _uses_secrets(pod: Pod) -> bool:
    entries = [each for c in _everybody(pod) for each in c.env or []]
    sources = [each for c in _everybody(pod) for each in c.envFrom or []]
    return (
        any(each.valueFrom and each.valueFrom.secretKeyRef for each in entries)
        or any(each.secretRef for each in sources)
        or any(each.secret for each in spec_of(pod).volumes or [])
    )


def _requests(container: Container) -> bool:
    """Whether it asks for something besides what follows from its limits."""
    resources = container.resources
    wanted = (resources and resources.requests) or {}
    return bool(wanted) and wanted != ((resources and resources.limits) or {})


def _fields_of_status(container: Container) -> bool:
    references = [each.valueFrom and each.valueFrom.fieldRef for each in container.env or []]
    paths = [each.fieldPath for each in references if each]
    return any(path.startswith("status.") or path == "spec.nodeName" for path in paths)


def _non_root(pod: Pod, container: Container) -> bool:
    contexts = (container.securityContext, spec_of(pod).securityContext)
    return any(each and each.runAsNonRoot for each in contexts)
