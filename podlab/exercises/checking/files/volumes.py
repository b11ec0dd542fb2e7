"""Whether a volume is as it should be, and whether what is in it has outlived something. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import VolumeIs
from podlab.exercises.checking.pods.statuses import moment, state_of, status_of
from podlab.exercises.checking.verdicts import CannotCheck, verdict
from podlab.exercises.results import Result
from podlab.pods.objects import JsonObject

# Name and time of last change of what is in a volume, and what is mounted at $1.
LOOK = r"""
grep " $1 " /proc/mounts | tail -n 1
find "$1" -type f 2>/dev/null | head -n 200 | while read -r f; do stat -c '%Y %n' "$f"; done
"""


def mounts_of(pod: JsonObject, volume: str) -> dict[str, str]:
    """Where each container has the volume."""
    return {
        str(container["name"]): str(mount["mountPath"])
        for container in pod["spec"]["containers"]
        for mount in container.get("volumeMounts") or []
        if mount["name"] == volume
    }


def decide_volume(
    wanted: VolumeIs, pod: JsonObject, began: JsonObject | None,
    printed: Mapping[str, str], command: str,
) -> Result:  # fmt: skip
    """`printed` is what our script says in each container that has it and runs."""
    volumes = pod["spec"].get("volumes") or []
    volume = next((each for each in volumes if each["name"] == wanted.name), None)
    mounts = mounts_of(pod, wanted.name)
    feedback, told = wrong_volume(wanted, volume, mounts), ""
    if not feedback and wanted.survives:
        feedback, told = survival(wanted, pod, began, printed)
    seen = [f"{name}:{path}" for name, path in mounts.items()]
    actual = ", ".join([medium_of(volume), *seen]) if volume else _("there is no such volume")
    actual += f"; {told}" if told else ""
    evidence = "\n".join(f"{name}: {text.strip()}" for name, text in printed.items())
    return verdict(not feedback, feedback, volume_expected(wanted), f"{wanted.name}: {actual}",
                   command=command, evidence=evidence)  # fmt: skip


def wrong_volume(wanted: VolumeIs, volume: JsonObject | None, mounts: Mapping[str, str]) -> str:
    """What is wrong with it, as an id."""
    if volume is None:
        return "volume_missing"
    if set(wanted.mounted_in) - mounts.keys():
        return "not_mounted"
    if wanted.medium and medium_of(volume) != wanted.medium:
        return "wrong_medium"
    return ""


def medium_of(volume: JsonObject | None) -> str:
    """`Memory`, or `disk`."""
    medium = ((volume or {}).get("emptyDir") or {}).get("medium")
    return "Memory" if medium == "Memory" else "disk"


def survival(
    wanted: VolumeIs, pod: JsonObject, began: JsonObject | None, printed: Mapping[str, str]
) -> tuple[str, str]:
    """Whether something in it is older than the container, or the Pod, that has it now."""
    if began is None:
        raise CannotCheck(_("nobody saw how the Pod began"))
    is_new = pod["metadata"]["uid"] != began["uid"]
    if wanted.survives == "delete":
        if not is_new:
            return "not_deleted", _("the Pod is still the first")
        return outlived(printed, {name: moment(pod["metadata"]["creationTimestamp"])
                                  for name in printed})  # fmt: skip
    restarted = {name: started for name in printed if (started := restart_of(pod, name, began))}
    if is_new or not restarted:
        return "not_restarted", _("no container that has it was restarted")
    return outlived(printed, restarted)


def restart_of(pod: JsonObject, container: str, began: JsonObject) -> datetime | None:
    """When a container was started again; None where it is still the first."""
    status, before = status_of(pod, container), began["containers"].get(container)
    if not status or not before or status.get("containerID") == before["id"]:
        return None
    return moment(state_of(status)[1].get("startedAt"))


def outlived(printed: Mapping[str, str], since: Mapping[str, datetime | None]) -> tuple[str, str]:
    """Whether each sees a file that was there before it."""
    for name, began in since.items():
        if began is None:
            raise CannotCheck(_("%(name)s does not run") % {"name": name})
        old = [path for at, path in files_in(printed[name]) if at < began.timestamp()]
        if not old:
            return "data_lost", _("%(name)s finds nothing from before") % {"name": name}
    return "", _("data from before is there")


def files_in(printed: str) -> Sequence[tuple[float, str]]:
    r"""Times and names.

    >>> files_in("tmpfs /data tmpfs rw 0 0\n1700000000 /data/a b\n")
    [(1700000000.0, '/data/a b')]
    """
    pairs = [line.partition(" ")[::2] for line in printed.splitlines()]
    return [(float(at), path) for at, path in pairs if at.isdecimal()]


def volume_expected(wanted: VolumeIs) -> str:
    told = [_("mounted in %(names)s") % {"names": ", ".join(wanted.mounted_in)}] * bool(
        wanted.mounted_in
    )
    told += [wanted.medium] if wanted.medium else []
    if wanted.survives == "restart":
        told.append(_("outlives a restart of its containers"))
    elif wanted.survives == "delete":
        told.append(_("outlives its Pod"))
    return f"{wanted.name}: {', '.join(told) or _('there')}"
