"""Whether a container is as it should be: its state, restarts, exit code; how it stopped. Pure."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import ContainerIs, StopIs
from podlab.exercises.checking.pods.statuses import (
    MISSING_IMAGE,
    moment,
    state_in_words,
    state_of,
    status_of,
)
from podlab.exercises.checking.verdicts import CannotCheck, failure, kubectl, verdict
from podlab.exercises.results import Result
from podlab.pods.objects import JsonObject

KILLED = 137
Began = JsonObject  # a Pod of a scene's baseline: uid, ip, containers with id and start


def decide_container(
    wanted: ContainerIs, container: str, pod: JsonObject | None, began: Began | None
) -> Result:
    """The first thing that is not as it should be decides; `began` is how the Pod was at first."""
    expected = container_expected(wanted, container)
    if pod is None:
        return failure("pod_missing", expected, _("there is no such Pod"))
    status = status_of(pod, container)
    command = status_command(pod, container)
    if status is None:
        known = _("the Pod has no container %(name)s") % {"name": container}
        return failure("container_missing", expected, known, command=command)
    wrong = next(differences(wanted, container, status, pod, began), None)
    name, details = state_of(status)
    restarts = status.get("restartCount", 0)
    seen = _("%(name)s is %(state)s, restarts: %(restarts)s") % {
        "name": container,
        "state": state_in_words(name, details),
        "restarts": restarts,
    }
    actual = wrong[1] or seen if wrong else seen
    evidence = json.dumps(status, indent=1, sort_keys=True)
    return verdict(
        wrong is None, wrong[0] if wrong else "", expected, actual,
        command=command, evidence=evidence,
    )  # fmt: skip


def differences(
    wanted: ContainerIs,
    container: str,
    status: JsonObject,
    pod: JsonObject,
    began: Began | None,
) -> Iterator[tuple[str, str]]:
    """Feedback and sentence of each difference; no sentence where the state says it all."""
    name, details = state_of(status)
    ends = list(endings(wanted, status))
    restarts = status.get("restartCount", 0)
    if wanted.state and name != wanted.state:
        yield wrong_state(wanted.state, name, details), ""
    if wanted.reason and wanted.reason not in [end.get("reason") for end in ends]:
        yield "wrong_reason", ""
    if wanted.exit_code is not None:
        codes = [end["exitCode"] for end in ends if "exitCode" in end]
        if wanted.exit_code not in codes:
            yield "wrong_exit_code" if codes else "not_ended", ""
    if wanted.restarts is not None and restarts != wanted.restarts:
        yield "too_few_restarts" if restarts < wanted.restarts else "too_many_restarts", ""
    if wanted.min_restarts is not None and restarts < wanted.min_restarts:
        yield "too_few_restarts", ""
    if wanted.ready is not None and bool(status.get("ready")) != wanted.ready:
        yield (
            ("not_ready", _("%(name)s is not ready") % {"name": container})
            if wanted.ready
            else (
                "is_ready",
                _("%(name)s is ready") % {"name": container},
            )
        )
    if wanted.unchanged:
        yield from changes(wanted.unchanged, container, status, pod, began)


def endings(wanted: ContainerIs, status: JsonObject) -> Iterator[JsonObject]:
    """Where a reason and an exit code may stand: this state, and the attempt before it."""
    yield state_of(status)[1]
    if wanted.state in (None, "running"):
        yield from (status.get("lastState") or {}).values()


def wrong_state(wanted: str, name: str, details: JsonObject) -> str:
    """Why it is not as wanted, as an id."""
    reason = details.get("reason")
    if reason in MISSING_IMAGE:
        return "image_missing"
    if reason == "CrashLoopBackOff":
        return "crash_loop"
    if wanted == "running":
        return "not_running" if name == "waiting" else "has_ended"
    return "is_running" if name == "running" else "wrong_state"


def changes(
    what: str, container: str, status: JsonObject, pod: JsonObject, began: Began | None
) -> Iterator[tuple[str, str]]:
    """What is another one than at the scene's beginning. A start is told to the second only, but
    whoever is started again is a new container.
    """
    if began is None or container not in began["containers"]:
        raise CannotCheck(_("nobody saw how %(name)s began") % {"name": container})
    before = began["containers"][container]
    is_new = status.get("containerID") != before["id"]
    if pod["metadata"]["uid"] != began["uid"]:
        yield "pod_replaced", _("%(name)s runs in another Pod now") % {"name": container}
    elif what == "id" and is_new:
        yield "restarted", _("%(name)s is another container now") % {"name": container}
    elif what == "start" and (is_new or started_at(status) != (before["start"] or "")):
        yield "restarted", _("%(name)s was started again") % {"name": container}


def started_at(status: JsonObject) -> str:
    """When this attempt began; "" where it has not."""
    return str(state_of(status)[1].get("startedAt") or "")


def container_expected(wanted: ContainerIs, container: str) -> str:
    """What should be so, in words."""
    told: list[str] = [wanted.state] if wanted.state else []
    told += [wanted.reason] if wanted.reason else []
    if wanted.exit_code is not None:
        told.append(_("exit code %(code)s") % {"code": wanted.exit_code})
    if wanted.restarts is not None:
        told.append(_("restarts: %(count)s") % {"count": wanted.restarts})
    if wanted.min_restarts is not None:
        told.append(_("restarts: at least %(count)s") % {"count": wanted.min_restarts})
    if wanted.ready is not None:
        told.append(_("ready") if wanted.ready else _("not ready"))
    if wanted.unchanged:
        told.append(_("the same container as at the beginning"))
    return f"{container}: {', '.join(told) or _('there')}"


def status_command(pod: JsonObject, container: str) -> str:
    """How one reads a container's status."""
    path = f'{{.status.containerStatuses[?(@.name=="{container}")]}}'
    place = pod["metadata"]
    return kubectl(place["namespace"], "get", "pod", place["name"], "-o", f"jsonpath={path}")


def decide_stop(
    wanted: StopIs, container: str, pod: JsonObject | None, told_at: datetime | None
) -> Result:
    """How the latest attempt that was told to stop has ended; exit code 137 is SIGKILL's."""
    expected = stop_expected(wanted, container)
    status = status_of(pod, container) if pod else None
    if pod is None or status is None:
        raise CannotCheck(_("nobody saw how %(name)s ended") % {"name": container})
    ends = [state.get("terminated") for state in (status.get("state"), status.get("lastState"))
            if state and state.get("terminated")]  # fmt: skip
    command = status_command(pod, container)
    if not ends:
        still = _("%(name)s has not ended") % {"name": container}
        return failure("not_ended", expected, still, command=command)
    end: JsonObject = ends[0] or {}
    code, finished = int(end.get("exitCode", 0)), moment(end.get("finishedAt"))
    took = (finished - told_at).total_seconds() if finished and told_at else None
    feedback = wrong_stop(wanted, code, took)
    actual = state_in_words("terminated", end)
    if took is not None:
        actual = _("%(state)s after %(seconds).0f s") % {"state": actual, "seconds": max(took, 0.0)}
    return verdict(
        not feedback, feedback, expected, actual, command=command,
        evidence=json.dumps(end, indent=1, sort_keys=True),
    )  # fmt: skip


def wrong_stop(wanted: StopIs, code: int, took: float | None) -> str:
    """What is wrong with an end, as an id."""
    if wanted.graceful is not None and wanted.graceful != (code != KILLED):
        return "was_killed" if wanted.graceful else "stopped_gracefully"
    if wanted.exit_code is not None and code != wanted.exit_code:
        return "wrong_exit_code"
    if wanted.within is not None:
        if took is None:
            raise CannotCheck(_("nobody saw when it was told to stop"))
        if took > wanted.within.total_seconds():
            return "too_slow"
    return ""


def stop_expected(wanted: StopIs, container: str) -> str:
    told = []
    if wanted.graceful is not None:
        told.append(_("stops by itself") if wanted.graceful else _("has to be killed"))
    if wanted.within is not None:
        told.append(_("within %(seconds)g s") % {"seconds": wanted.within.total_seconds()})
    if wanted.exit_code is not None:
        told.append(_("exit code %(code)s") % {"code": wanted.exit_code})
    return f"{container}: {', '.join(told) or _('has ended')}"
