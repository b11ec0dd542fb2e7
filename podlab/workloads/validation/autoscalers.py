"""Rules of HorizontalPodAutoscalers. Source: apis/autoscaling/validation/validation.go."""

from collections.abc import Iterator

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.quantities import parse_quantity
from podlab.pods.validation.sentences import forbidden, invalid, required, unsupported

SOURCES = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
MEASURED = ("cpu", "memory")
TARGETS = ("Utilization", "Value", "AverageValue")
LONGEST_WINDOW, LONGEST_PERIOD = 3600, 1800  # seconds
NOT_MEASURED = "this node measures cpu and memory of whole Pods, and nothing else"


def autoscaler_errors(spec: JsonObject) -> Iterator[FieldError]:
    """Everything wrong with an autoscaler's spec, and the metrics that nobody measures here."""
    low, high = spec["minReplicas"], spec.get("maxReplicas", 0)
    if low < 1:
        yield invalid("spec.minReplicas", low, "must be greater than or equal to 1")
    if high < 1:
        yield invalid("spec.maxReplicas", high, "must be greater than 0")
    if high < low:
        yield invalid("spec.maxReplicas", high, "must be greater than or equal to `minReplicas`")
    reference = spec.get("scaleTargetRef") or {}
    for name in ("kind", "name"):
        if not reference.get(name):
            yield required(f"spec.scaleTargetRef.{name}")
    for index, metric in enumerate(spec["metrics"]):
        yield from _metric(metric, f"spec.metrics[{index}]")
    for name in ("scaleUp", "scaleDown"):
        rules = (spec.get("behavior") or {}).get(name)
        if rules is not None:
            yield from _rules(rules, f"spec.behavior.{name}")


def _metric(metric: JsonObject, path: str) -> Iterator[FieldError]:
    kind = metric.get("type", "")
    if not kind:
        yield required(f"{path}.type", "must specify a metric source type")
    elif kind not in SOURCES:
        yield unsupported(f"{path}.type", kind, sorted(SOURCES))
    elif kind != "Resource":
        yield forbidden(f"{path}.{SOURCES[kind]}", NOT_MEASURED)
    elif not metric.get("resource"):
        detail = "must populate information for the given metric source"
        yield required(f"{path}.resource", detail)
    for field in SOURCES.values():
        if kind == "Resource" and field != "resource" and metric.get(field):
            yield forbidden(f"{path}.{field}", "must populate the given metric source only")
    if kind == "Resource" and metric.get("resource"):
        yield from _resource(metric["resource"], f"{path}.resource")


def _resource(source: JsonObject, path: str) -> Iterator[FieldError]:
    name, target = source.get("name", ""), source.get("target") or {}
    if not name:
        yield required(f"{path}.name", "must specify a resource name")
    elif name not in MEASURED:
        yield forbidden(f"{path}.name", NOT_MEASURED)
    yield from _target(target, f"{path}.target")
    if "averageUtilization" not in target and "averageValue" not in target:
        detail = "must set either a target raw value or a target utilization"
        yield required(f"{path}.target.averageUtilization", detail)
    if "averageUtilization" in target and "averageValue" in target:
        detail = "may not set both a target raw value and a target utilization"
        yield forbidden(f"{path}.target.averageValue", detail)


def _target(target: JsonObject, path: str) -> Iterator[FieldError]:
    kind = target.get("type", "")
    if not kind:
        yield required(f"{path}.type", "must specify a metric target type")
    if kind not in TARGETS:
        yield invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")
    if "averageValue" in target and parse_quantity(target["averageValue"]) <= 0:
        yield invalid(f"{path}.averageValue", target["averageValue"], "must be positive")
    if target.get("averageUtilization", 1) < 1:
        value = target["averageUtilization"]
        yield invalid(f"{path}.averageUtilization", value, "must be greater than 0")


def _rules(rules: JsonObject, path: str) -> Iterator[FieldError]:
    window = rules.get("stabilizationWindowSeconds", 0)
    if window < 0:
        detail = "must be greater than or equal to zero"
        yield invalid(f"{path}.stabilizationWindowSeconds", window, detail)
    if window > LONGEST_WINDOW:
        detail = f"must be less than or equal to {LONGEST_WINDOW}"
        yield invalid(f"{path}.stabilizationWindowSeconds", window, detail)
    choice = rules.get("selectPolicy", "Max")
    if choice not in ("Disabled", "Max", "Min"):
        yield unsupported(f"{path}.selectPolicy", choice, ["Disabled", "Max", "Min"])
    policies = rules.get("policies") or []
    if not policies:
        yield required(f"{path}.policies", "must specify at least one Policy")
    for index, policy in enumerate(policies):
        yield from _policy(policy, f"{path}.policies[{index}]")


def _policy(policy: JsonObject, path: str) -> Iterator[FieldError]:
    kind = policy.get("type", "")
    if kind not in ("Percent", "Pods"):
        yield unsupported(f"{path}.type", kind, ["Percent", "Pods"])
    for name in ("value", "periodSeconds"):
        if policy.get(name, 0) <= 0:
            yield invalid(f"{path}.{name}", policy.get(name, 0), "must be greater than zero")
    if policy.get("periodSeconds", 0) > LONGEST_PERIOD:
        detail = f"must be less than or equal to {LONGEST_PERIOD}"
        yield invalid(f"{path}.periodSeconds", policy["periodSeconds"], detail)
