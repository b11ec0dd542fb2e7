"""Rules of tolerations, topology spread constraints and scheduling gates.

Source: core/validation, ValidateTolerations, validateTopologySpreadConstraints.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.scheduling.selectors import label_name_errors, label_selector_errors
from podlab.pods.validation.sentences import duplicate, invalid, required, unquoted, unsupported

Objects = list[Mapping[str, Any]]

OPERATORS = ("Equal", "Exists")
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
ACTIONS = ("DoNotSchedule", "ScheduleAnyway")
INCLUSION = ("Honor", "Ignore")
POSITIVE = "must be greater than zero"
ALL_KEYS = (
    'operator must be Exists when `key` is empty, which means "match all values and all keys"'
)


def toleration_errors(tolerations: Objects, path: str) -> Iterator[FieldError]:
    """`spec.tolerations`."""
    for index, each in enumerate(tolerations):
        at = f"{path}[{index}]"
        key, operator = each.get("key") or "", each.get("operator") or ""
        if key:
            yield from label_name_errors(key, f"{at}.key")
        elif operator != "Exists":
            yield invalid(f"{at}.operator", operator, ALL_KEYS)
        effect = each.get("effect") or ""
        if each.get("tolerationSeconds") is not None and effect != "NoExecute":
            detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            yield invalid(f"{at}.effect", effect, detail)
        yield from _operator(each, operator, f"{at}.operator")
        if effect and effect not in EFFECTS:
            yield unsupported(f"{at}.effect", effect, EFFECTS)


def _operator(each: Mapping[str, Any], operator: str, path: str) -> Iterator[FieldError]:
    value = each.get("value") or ""
    match operator:
        case "" | "Equal":
            problems = names.label_value(value)
            if problems:
                yield invalid(path, value, ";".join(problems))
        case "Exists":
            if value:
                detail = "value must be empty when `operator` is 'Exists'"
                yield unquoted(path, _printed(each), detail)
        case _:
            yield unsupported(path, operator, OPERATORS)


def _printed(each: Mapping[str, Any]) -> str:
    """A toleration as Go prints it."""
    texts = {"Key": "key", "Operator": "operator", "Value": "value", "Effect": "effect"}
    fields = [f"{go}:{json.dumps(each.get(name) or '')}" for go, name in texts.items()]
    seconds = "nil" if each.get("tolerationSeconds") is None else "0xc000000000"
    return f"core.Toleration{{{', '.join(fields)}, TolerationSeconds:(*int64)({seconds})}}"


def spread_errors(constraints: Objects, path: str) -> Iterator[FieldError]:
    """`spec.topologySpreadConstraints`."""
    pairs = [(each.get("topologyKey") or "", each.get("whenUnsatisfiable") or "")
             for each in constraints]  # fmt: skip
    for index, each in enumerate(constraints):
        at, (key, action) = f"{path}[{index}]", pairs[index]
        skew = each.get("maxSkew") or 0
        if skew <= 0:
            yield invalid(f"{at}.maxSkew", skew, POSITIVE)
        if not key:
            yield required(f"{at}.topologyKey", "can not be empty")
        if action not in ACTIONS:
            yield unsupported(f"{at}.whenUnsatisfiable", action, ACTIONS)
        if pairs[index] in pairs[index + 1 :]:
            shown = f"{{{key}, {action}}}"
            yield duplicate(f"{at}.{{topologyKey, whenUnsatisfiable}}", shown)
        yield from _min_domains(each.get("minDomains"), action, f"{at}.minDomains")
        for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            policy = each.get(field)
            if policy is not None and policy not in INCLUSION:
                yield unsupported(f"{at}.{field}", policy, INCLUSION)
        yield from label_selector_errors(each.get("labelSelector"), f"{at}.labelSelector")


def _min_domains(number: int | None, action: str, path: str) -> Iterator[FieldError]:
    if number is None:
        return
    if number <= 0:
        yield invalid(path, number, POSITIVE)
    if action != "DoNotSchedule":
        detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        yield invalid(path, number, detail)


def gate_errors(gates: Objects, path: str) -> Iterator[FieldError]:
    """`spec.schedulingGates`."""
    seen: set[str] = set()
    for index, gate in enumerate(gates):
        name = gate.get("name") or ""
        yield from label_name_errors(name, f"{path}[{index}]")
        if name in seen:
            yield duplicate(f"{path}[{index}]", name)
        seen.add(name)
