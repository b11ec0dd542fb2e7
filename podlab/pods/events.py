"""The closed list of Pod events, in the words that `kubectl describe` shows on a 1.32 cluster."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The kubelet's and the scheduler's reasons that Podlab can bring about."""

    SCHEDULED = "Scheduled"
    FAILED_SCHEDULING = "FailedScheduling"
    PULLING = "Pulling"
    PULLED = "Pulled"
    CREATED = "Created"
    STARTED = "Started"
    KILLING = "Killing"
    FAILED = "Failed"
    BACK_OFF = "BackOff"
    UNHEALTHY = "Unhealthy"
    PROBE_WARNING = "ProbeWarning"
    FAILED_MOUNT = "FailedMount"
    FAILED_POST_START_HOOK = "FailedPostStartHook"
    FAILED_PRE_STOP_HOOK = "FailedPreStopHook"
    LIFECYCLE_HTTP_FALLBACK = "LifecycleHTTPFallback"
    ERR_IMAGE_NEVER_PULL = "ErrImageNeverPull"
    INSPECT_FAILED = "InspectFailed"
    DEADLINE_EXCEEDED = "DeadlineExceeded"
    EVICTED = "Evicted"
    OUT_OF_PODS = "OutOfpods"
    OUT_OF_CPU = "OutOfcpu"
    OUT_OF_MEMORY = "OutOfmemory"
    SANDBOX_CHANGED = "SandboxChanged"
    FAILED_CREATE_POD_SANDBOX = "FailedCreatePodSandBox"


OUT_OF = "OutOf"  # and the name of any resource that a Node may have
SCHEDULERS = frozenset({Reason.SCHEDULED, Reason.FAILED_SCHEDULING})


@dataclass(frozen=True)
class PodEvent:
    """One thing that happened to a Pod; `container` is empty when it concerns the whole Pod."""

    reason: str
    message: str
    container: str = ""
    warning: bool = False

    @property
    def type(self) -> str:
        """`Warning` or `Normal`, as the event's type reads."""
        return "Warning" if self.warning else "Normal"

    @property
    def component(self) -> str:
        """Who reports it: the scheduler assigns, the kubelet does everything else."""
        return "default-scheduler" if self.reason in SCHEDULERS else "kubelet"


def scheduled(namespace: str, name: str, node: str) -> PodEvent:
    """The Pod got its node."""
    return PodEvent(Reason.SCHEDULED, f"Successfully assigned {namespace}/{name} to {node}")


def failed_scheduling(message: str) -> PodEvent:
    """The Pod does not fit on the node."""
    return PodEvent(Reason.FAILED_SCHEDULING, message, warning=True)


def pulling(container: str, image: str) -> PodEvent:
    """An image is being fetched."""
    return PodEvent(Reason.PULLING, f'Pulling image "{image}"', container)


def pulled(container: str, image: str, seconds: float, size: int) -> PodEvent:
    """An image was fetched; `size` in bytes."""
    took = _duration(seconds)
    return PodEvent(
        Reason.PULLED,
        f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
        f"Image size: {size} bytes.",
        container,
    )


def _duration(seconds: float) -> str:
    """As Go prints it, cut to milliseconds: `38ms`, `6.6s`, `1m23.4s`."""
    if seconds < 1:
        return f"{int(seconds * 1000)}ms"
    minutes, rest = divmod(int(seconds * 1000), 60_000)
    text = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    return f"{minutes}m{text}" if minutes else text


def pulled_present(container: str, image: str) -> PodEvent:
    """The image was there already."""
    return PodEvent(
        Reason.PULLED, f'Container image "{image}" already present on machine', container
    )


def created(container: str) -> PodEvent:
    """The container exists."""
    return PodEvent(Reason.CREATED, f"Created container: {container}", container)


def started(container: str) -> PodEvent:
    """The container runs."""
    return PodEvent(Reason.STARTED, f"Started container {container}", container)


def killing(container: str, message: str = "") -> PodEvent:
    """A container is being stopped; `message` where there is a reason other than the Pod's end."""
    return PodEvent(Reason.KILLING, message or f"Stopping container {container}", container)


def failed(container: str, problem: str) -> PodEvent:
    """A container could not be made or started; `problem` such as `ErrImagePull`."""
    return PodEvent(Reason.FAILED, f"Error: {problem}", container, warning=True)


def failed_pull(container: str, image: str, problem: str) -> PodEvent:
    """An image could not be fetched."""
    return PodEvent(
        Reason.FAILED, f'Failed to pull image "{image}": {problem}', container, warning=True
    )


def image_never_pulled(container: str, image: str) -> PodEvent:
    """The image is missing and the Pod forbids fetching it."""
    message = f'Container image "{image}" is not present with pull policy of Never'
    return PodEvent(Reason.ERR_IMAGE_NEVER_PULL, message, container, warning=True)


def invalid_image_name(container: str, image: str) -> PodEvent:
    """The image's name is no image name at all."""
    message = (
        f'Failed to apply default image tag "{image}": '
        f'couldn\'t parse image name "{image}": invalid reference format'
    )
    return PodEvent(Reason.INSPECT_FAILED, message, container, warning=True)


def back_off_pull(container: str, image: str) -> PodEvent:
    """The next attempt to fetch an image waits; the only back-off of type Normal."""
    return PodEvent(Reason.BACK_OFF, f'Back-off pulling image "{image}"', container)


def back_off(container: str, pod_key: str) -> PodEvent:
    """The next restart of a container waits; `pod_key` is `name_namespace(uid)`."""
    message = f"Back-off restarting failed container {container} in pod {pod_key}"
    return PodEvent(Reason.BACK_OFF, message, container, warning=True)


def unhealthy(container: str, probe: str, output: str, *, errored: bool = False) -> PodEvent:
    """A probe failed, or could not even be run; `probe` is Liveness, Readiness or Startup."""
    verb = "errored" if errored else "failed"
    return PodEvent(Reason.UNHEALTHY, f"{probe} probe {verb}: {output}", container, warning=True)


def probe_warning(container: str, probe: str, output: str) -> PodEvent:
    """A probe succeeded with a reservation, such as a redirect to another host."""
    return PodEvent(
        Reason.PROBE_WARNING, f"{probe} probe warning: {output}", container, warning=True
    )


def failed_mount(volume: str, problem: str) -> PodEvent:
    """A volume's source is missing or unusable, so nothing of the Pod starts."""
    message = f'MountVolume.SetUp failed for volume "{volume}" : {problem}'
    return PodEvent(Reason.FAILED_MOUNT, message, warning=True)


def failed_post_start(container: str) -> PodEvent:
    """The postStart hook failed; the container is killed."""
    return PodEvent(Reason.FAILED_POST_START_HOOK, "PostStartHook failed", container, warning=True)


def failed_pre_stop(container: str) -> PodEvent:
    """The preStop hook failed; the container is stopped all the same."""
    return PodEvent(Reason.FAILED_PRE_STOP_HOOK, "PreStopHook failed", container, warning=True)


def lifecycle_http_fallback(host: str) -> PodEvent:
    """A hook that asks by HTTPS was answered by HTTP, and asked again that way."""
    message = f"request to HTTPS lifecycle hook {host} got HTTP response, retry with HTTP succeeded"
    return PodEvent(Reason.LIFECYCLE_HTTP_FALLBACK, message, warning=True)


def deadline_exceeded() -> PodEvent:
    """The Pod ran longer than its activeDeadlineSeconds."""
    message = "Pod was active on the node longer than the specified deadline"
    return PodEvent(Reason.DEADLINE_EXCEEDED, message)


def evicted(message: str) -> PodEvent:
    """The Pod used more than it may."""
    return PodEvent(Reason.EVICTED, message, warning=True)


def out_of(reason: str, message: str) -> PodEvent:
    """The Pod names this node itself, and there is no room."""
    return PodEvent(reason, message, warning=True)


def sandbox_changed() -> PodEvent:
    """The pause container is gone, so the whole Pod is made anew."""
    message = "Pod sandbox changed, it will be killed and re-created."
    return PodEvent(Reason.SANDBOX_CHANGED, message)


def failed_create_sandbox(problem: str) -> PodEvent:
    """The pause container could not be made."""
    message = f"Failed to create pod sandbox: {problem}"
    return PodEvent(Reason.FAILED_CREATE_POD_SANDBOX, message, warning=True)
