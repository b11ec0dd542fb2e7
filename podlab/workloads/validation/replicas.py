"""Rules of Deployments and ReplicaSets. Source: apis/apps/validation/validation.go."""

import re
from collections.abc import Iterator
from dataclasses import replace

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation import pod_spec_errors
from podlab.pods.validation.metadata import annotation_errors, label_errors
from podlab.pods.validation.sentences import (
    forbidden,
    invalid,
    not_negative,
    unsupported,
)
from podlab.workloads.validation.golang import IMMUTABLE, invalid_amount, invalid_labels
from podlab.workloads.validation.golang import invalid_selector as selector_error
from podlab.workloads.validation.selectors import is_usable, matches, selector_errors

TEMPLATE = "spec.template"
UPDATE = "spec.strategy.rollingUpdate"
PERCENT = re.compile(r"[0-9]+%")
PERCENT_WORDS = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or "
    "'93%', regex used for validation is '[0-9]+%')"
)


def deployment_errors(spec: JsonObject) -> Iterator[FieldError]:
    """Everything wrong with a Deployment's spec, in the API server's order."""
    yield from not_negative("spec.replicas", spec["replicas"])
    yield from _selector_and_template(spec)
    yield from _strategy(spec["strategy"])
    pause = spec.get("minReadySeconds", 0)
    yield from not_negative("spec.minReadySeconds", pause)
    yield from not_negative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    deadline = spec["progressDeadlineSeconds"]
    yield from not_negative("spec.progressDeadlineSeconds", deadline)
    if deadline <= pause:
        detail = "must be greater than minReadySeconds"
        yield invalid("spec.progressDeadlineSeconds", deadline, detail)


def replica_set_errors(spec: JsonObject) -> Iterator[FieldError]:
    """Everything wrong with a ReplicaSet's spec, in the API server's order."""
    yield from not_negative("spec.replicas", spec["replicas"])
    yield from not_negative("spec.minReadySeconds", spec.get("minReadySeconds", 0))
    yield from _selector_and_template(spec)


def selector_changes(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    """The selector stays as it is for as long as the object lives."""
    now = new["spec"].get("selector")
    if now != old["spec"].get("selector"):
        advice = "Delete the object and create it anew."
        yield replace(selector_error("spec.selector", now or {}, IMMUTABLE), advice=advice)


def _selector_and_template(spec: JsonObject) -> Iterator[FieldError]:
    selector, template = spec.get("selector"), spec["template"]
    yield from selector_errors(selector, "spec.selector")
    if selector is not None and not is_usable(selector):
        return
    metadata = template.get("metadata") or {}
    if not matches(selector, metadata.get("labels") or {}):
        detail = "`selector` does not match template `labels`"
        yield invalid_labels(f"{TEMPLATE}.metadata.labels", metadata.get("labels"), detail)
    yield from label_errors(f"{TEMPLATE}.labels", metadata.get("labels") or {})
    yield from annotation_errors(f"{TEMPLATE}.annotations", metadata.get("annotations") or {})
    yield from (below_template(error) for error in pod_spec_errors(template))
    policy = template["spec"]["restartPolicy"]
    if policy != "Always":
        yield unsupported(f"{TEMPLATE}.spec.restartPolicy", policy, ["Always"])
    if template["spec"].get("activeDeadlineSeconds") is not None:
        detail = "activeDeadlineSeconds in ReplicaSet is not Supported"
        yield forbidden(f"{TEMPLATE}.spec.activeDeadlineSeconds", detail)


def below_template(error: FieldError) -> FieldError:
    """A Pod's error where it stands in a template."""
    where = f"{TEMPLATE}.{error.where}" if error.where else ""
    return replace(error, path=f"{TEMPLATE}.{error.path}", where=where)


def _strategy(strategy: JsonObject) -> Iterator[FieldError]:
    update = strategy.get("rollingUpdate")
    match strategy["type"]:
        case "Recreate":
            if update is not None:
                detail = "may not be specified when strategy `type` is 'Recreate'"
                yield forbidden(UPDATE, detail)
        case "RollingUpdate":
            yield from _rolling_update(update or {})
        case other:
            known = ["Recreate", "RollingUpdate"]
            yield unsupported("spec.strategy", other, known, where="spec.strategy.type")


def _rolling_update(update: JsonObject) -> Iterator[FieldError]:
    missing, extra = update.get("maxUnavailable", 0), update.get("maxSurge", 0)
    yield from _amount(f"{UPDATE}.maxUnavailable", missing)
    yield from _amount(f"{UPDATE}.maxSurge", extra)
    if _number(missing) == 0 and _number(extra) == 0:
        detail = "may not be 0 when `maxSurge` is 0"
        yield invalid_amount(f"{UPDATE}.maxUnavailable", missing, detail)
    if isinstance(missing, str) and _number(missing) > 100:
        detail = "must not be greater than 100%"
        yield invalid_amount(f"{UPDATE}.maxUnavailable", missing, detail)


def _amount(path: str, value: int | str) -> Iterator[FieldError]:
    if isinstance(value, int):
        yield from not_negative(path, value)
    elif not PERCENT.fullmatch(value):
        yield invalid_amount(path, value, PERCENT_WORDS)


def _number(value: int | str) -> int:
    if isinstance(value, int):
        return value
    return int(value[:-1]) if PERCENT.fullmatch(value) and len(value) < 10 else 0
