"""Whether Pods are as they should be: phase, number, address, a field of the manifest. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import CountIs, IpIs, PodIs, SpecIs
from podlab.exercises.checking.pods.paths import MISSING, found_at
from podlab.exercises.checking.pods.statuses import (
    MISSING_IMAGE,
    ip_of,
    is_going,
    is_ready,
    phase_of,
    running,
    state_of,
)
from podlab.exercises.checking.verdicts import CannotCheck, failure, kubectl, verdict
from podlab.exercises.results import Result
from podlab.pods.objects import JsonObject

Addresses = Sequence[tuple[str, str]]  # whose, and what


def decide_pod(wanted: PodIs, name: str, namespace: str, pod: JsonObject | None) -> Result:
    """Whether a Pod is there, in its phase."""
    command = kubectl(namespace, "get", "pod", name)
    if not wanted.exists:
        there = _("Pod %(name)s is there") % {"name": name}
        gone = _("there is no Pod %(name)s") % {"name": name}
        actual = gone if pod is None else there
        return verdict(pod is None, "pod_exists", gone, actual, command=command)
    phrase = wanted.phase or _("there")
    expected = f"Pod {name}: {', '.join([phrase, *([wanted.reason] if wanted.reason else [])])}"
    if pod is None:
        return failure("pod_missing", expected, _("there is no such Pod"), command=command)
    phase, reason = phase_of(pod), str((pod.get("status") or {}).get("reason") or "")
    feedback = ""
    if wanted.phase and phase != wanted.phase:
        feedback = why_not_in_phase(pod)
    elif wanted.reason and reason != wanted.reason:
        feedback = "wrong_reason"
    actual = f"Pod {name}: {', '.join([phase, *([reason] if reason else [])])}"
    command = kubectl(namespace, "get", "pod", name, "-o", "jsonpath={.status.phase}")
    return verdict(not feedback, feedback, expected, actual, command=command, evidence=phase)


def why_not_in_phase(pod: JsonObject) -> str:
    """What keeps a Pod from its phase, as an id."""
    status = pod.get("status") or {}
    states = [state_of(each)[1].get("reason")
              for field in ("initContainerStatuses", "containerStatuses")
              for each in status.get(field) or []]  # fmt: skip
    if MISSING_IMAGE & set(states):
        return "image_missing"
    return "crash_loop" if "CrashLoopBackOff" in states else "wrong_phase"


def decide_count(wanted: CountIs, unit: str, namespace: str, pods: Sequence[JsonObject]) -> Result:
    """How many there are now."""
    counted = [pod for pod in pods if counts(pod, wanted.unit)]
    containers = sum(len(list(running(pod))) for pod in counted)
    containers += len(counted) if wanted.with_pause else 0
    pairs = [
        (_("Pods"), wanted.pods, len(counted)),
        (_("containers, pause containers included") if wanted.with_pause else _("containers"),
         wanted.containers, containers),
    ]  # fmt: skip
    asked = [(what, number(want), have) for what, want, have in pairs if want is not None]
    off = next(((want, have) for _what, want, have in asked if want != have), None)
    feedback = ("too_few" if off[1] < off[0] else "too_many") if off else ""
    more = " + pause" if wanted.with_pause else ""
    names = "\n".join(
        f"{pod['metadata']['name']} {phase_of(pod)} {len(list(running(pod)))}{more}"
        for pod in counted
    )
    return verdict(
        off is None, feedback,
        f"{unit}: " + ", ".join(f"{want} {what}" for what, want, _have in asked),
        f"{unit}: " + ", ".join(f"{have} {what}" for what, _want, have in asked),
        command=kubectl(namespace, "get", "pods"), evidence=names,
    )  # fmt: skip


def counts(pod: JsonObject, unit: str) -> bool:
    """Whether a Pod counts among those that run, are ready, or are there at all."""
    if unit == "all":
        return True
    if is_going(pod):
        return False
    return is_ready(pod) if unit == "ready" else phase_of(pod) == "Running"


def number(value: int | str) -> int:
    """A number, or the text that a variable was.

    >>> number("8080")
    8080
    """
    try:
        return int(value)
    except ValueError as problem:
        raise CannotCheck(_("%(value)s is no number") % {"value": value}) from problem


def decide_ip(
    wanted: IpIs, namespace: str, now: Addresses, began: Mapping[str, str | None]
) -> Result:
    """Whether addresses are equal: among each other, or (`since_start`) to those at first."""
    command = kubectl(namespace, "get", "pods", "-o", "wide")
    same = bool(wanted.same)
    names = ", ".join(dict.fromkeys(whose for whose, _address in now))
    evidence = "\n".join(f"{whose} {address or '-'}" for whose, address in now)
    if wanted.since_start:
        expected = (_("%(names)s: the same IP address as at the beginning") if same
                    else _("%(names)s: another IP address than at the beginning"))  # fmt: skip
        if any(began.get(whose) is None for whose, _address in now):
            raise CannotCheck(_("nobody saw the address at the beginning"))
        pairs = [(address, began[whose]) for whose, address in now]
        holds = all((address == before) == same for address, before in pairs)
        evidence += "\n" + "\n".join(f"{whose} {began[whose]} (at first)" for whose, _a in now)
    else:
        expected = (_("%(names)s: one IP address") if same
                    else _("%(names)s: an IP address each"))  # fmt: skip
        found = [address for _whose, address in now]
        holds = len(set(found)) == (1 if same else len(found))
    expected %= {"names": names}
    actual = ", ".join(f"{whose}: {address or '-'}" for whose, address in now)
    if not now or any(not address for _whose, address in now):
        return failure("no_ip", expected, actual or _("there is no Pod"), command=command)
    feedback = "different_ip" if same else "same_ip"
    return verdict(holds, feedback, expected, actual, command=command, evidence=evidence)


def addresses(place: str, pods: Iterable[JsonObject], *, named: bool) -> Addresses:
    """Each Pod's address, by the place or (a Deployment's Pods) by the Pods' own names."""
    found = [pod for pod in pods if not is_going(pod)]
    return [(str(pod["metadata"]["name"]) if named else place, ip_of(pod)) for pod in found]


def decide_spec(wanted: SpecIs, pod: JsonObject | None) -> Result:
    """A field of the Pod."""
    found = found_at(pod, wanted.path) if pod else [MISSING]
    there = [each for each in found if each is not MISSING]
    actual = ", ".join(json.dumps(each, sort_keys=True) for each in there) or _("not set")
    command = ""
    if pod:
        place = pod["metadata"]
        command = kubectl(place["namespace"], "get", "pod", place["name"], "-o", "yaml")
    feedback = ""
    if wanted.exists is False:
        expected = _("%(path)s is not set") % {"path": wanted.path}
        feedback = "field_exists" if there else ""
    elif wanted.equals is None:
        expected = _("%(path)s is set") % {"path": wanted.path}
        feedback = "" if there and len(there) == len(found) else "field_missing"
    else:
        expected = f"{wanted.path}: {json.dumps(wanted.equals, sort_keys=True)}"
        if not there or len(there) != len(found):
            feedback = "field_missing"
        elif any(not equals(each, wanted.equals) for each in there):
            feedback = "wrong_value"
    return verdict(
        not feedback, feedback, expected, f"{wanted.path}: {actual}",
        command=command, evidence=actual,
    )  # fmt: skip


def equals(found: object, wanted: object) -> bool:
    """Equal as JSON; a text that a variable was filled into equals its number."""
    return found == wanted or (
        isinstance(found, int | float) and isinstance(wanted, str) and str(found) == wanted
    )
