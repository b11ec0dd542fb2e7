"""What each fault shows in a Pod, told before it is tried: by Kubernetes' rules. Pure."""

from django.utils.translation import gettext as _

from podlab.pods.objects import JsonObject


def kill_shows(pod: JsonObject, container: JsonObject, restarts: int) -> tuple[str, ...]:
    """SIGKILL to the first process: exit code 137."""
    name = container["name"]
    ended = _("%(name)s: Terminated with exit code 137, which is 128 + 9, SIGKILL.")
    return (
        ended % {"name": name},
        *_what_follows(pod, container, restarts, 137),
        *_asked(container),
    )


def out_of_memory_shows(name: str, limit: str) -> tuple[str, ...]:
    """The kernel ends whoever takes more than the cgroup may have."""
    values = {"name": name, "limit": limit}
    return (
        _("%(name)s takes memory up to its limit of %(limit)s; there the kernel ends it.") % values,
        _("%(name)s: last state Terminated, OOMKilled, exit code 137; then it is started again.")
        % values,
        _("The other containers notice nothing: the limit is %(name)s's own.") % values,
    )


def full_volume_shows(volume: str, limit: str, writers: int, *, in_memory: bool) -> tuple[str, ...]:
    """A tmpfs refuses; a volume on disk is measured, and the Pod evicted."""
    values = {"volume": volume, "limit": limit, "writers": writers}
    if in_memory:
        return (
            _("The write that goes beyond %(limit)s fails: No space left on device.") % values,
            _("From then on it fails for every container that writes there, and the Pod goes on.")
            % values,
        )
    return (
        _("The writes succeed: nothing on a disk stops at %(limit)s.") % values,
        _("Within ten seconds or so the kubelet measures it and evicts the Pod: phase Failed, "
          "reason Evicted, “Usage of EmptyDir volume "
          "\"%(volume)s\" exceeds the limit”.") % values,
        _("Nobody starts it again: a Pod that was evicted stays so.") ,
        _("Where an installation keeps volumes in memory, the write fails instead: "
          "No space left on device."),
    )  # fmt: skip


def unready_shows(name: str, file: str, probe: JsonObject) -> tuple[str, ...]:
    """The probe fails, and only Ready changes."""
    period, failures = probe.get("periodSeconds") or 10, probe.get("failureThreshold") or 3
    values = {"name": name, "file": file, "seconds": period * failures, "failures": failures}
    return (
        _("The probe no longer finds %(file)s. After %(failures)s failures, within about "
          "%(seconds)s s, %(name)s is not ready, and so the Pod's Ready is False.") % values,
        _("An event Unhealthy says so. The container goes on running: readiness restarts nothing."),
        _("In a cluster a Service would stop sending requests to this Pod."),
    )  # fmt: skip


def freeze_shows(pod: JsonObject, container: JsonObject) -> tuple[str, ...]:
    """SIGSTOP to all its processes: alive for the kernel, dead for its clients."""
    name = container["name"]
    values = {"name": name}
    shows = [
        _("%(name)s stays Running with no restart: a process that stands still has not ended.")
        % values,
        _("Connections to its ports are still made, by the kernel, and then nobody answers: "
          "requests hang, they are not refused.") % values,
    ]  # fmt: skip
    shows += _probes_of_a_frozen(container)
    if not any(container.get(kind) for kind in ("livenessProbe", "readinessProbe")):
        shows.append(_("It has no probe, so Kubernetes never notices."))
    if len(pod["spec"]["containers"]) > 1:
        shows.append(_("The other containers go on."))
    return tuple(shows)


def _probes_of_a_frozen(container: JsonObject) -> list[str]:
    shows = []
    for kind, what in (
        ("livenessProbe", _("is killed and started again")),
        ("readinessProbe", _("is not ready any more")),
    ):
        probe = container.get(kind) or {}
        values = {"kind": kind, "what": what, "name": container["name"]}
        if probe.get("httpGet") or probe.get("grpc"):
            shows.append(
                _("Its %(kind)s waits for an answer in vain: after its failures %(name)s %(what)s.")
                % values
            )
        elif probe.get("tcpSocket"):
            shows.append(_("Its %(kind)s only connects, so it sees nothing wrong.") % values)
        elif probe.get("exec"):
            shows.append(
                _(
                    "Its %(kind)s runs a process of its own, which is not frozen: what it says "
                    "depends on what it asks."
                )
                % values
            )
    return shows


def _what_follows(
    pod: JsonObject, container: JsonObject, restarts: int, code: int
) -> tuple[str, ...]:
    values = {"name": container["name"], "before": restarts, "after": restarts + 1, "code": code}
    sidecar = container.get("restartPolicy") == "Always"
    if pod["spec"].get("restartPolicy", "Always") == "Never" and not sidecar:
        return (
            _("Nobody starts it again (restartPolicy: Never). When the others have ended too, "
              "the Pod's phase is Failed.") % values,
        )  # fmt: skip
    back = _("Restarts of %(name)s: %(before)s → %(after)s. The Pod keeps its address and its "
             "volumes; what was in the container's own files is gone.") % values  # fmt: skip
    if restarts:
        wait = _("It failed before, so it may wait first: CrashLoopBackOff.")
        return (back, wait)
    return (back,)


def _asked(container: JsonObject) -> tuple[str, ...]:
    ports = ", ".join(str(each["containerPort"]) for each in container.get("ports") or [])
    if not ports:
        return ()
    return (_("Requests to localhost:%(ports)s are refused until it is back.") % {"ports": ports},)
