"""The API server's defaults, so that a stored object says what will happen.

Source: core/v1/defaults.go; `serviceAccountName` is what a cluster's admission fills in.
"""

import base64
import copy
from collections.abc import Callable, Iterable
from typing import Any

from podlab.pods.decoding import structure_errors
from podlab.pods.objects import JsonObject

DEFAULT_MODE = 0o644
SOURCES_WITH_MODE = ("configMap", "secret", "downwardAPI", "projected")
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
PROBE_DEFAULTS = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1,
                  "failureThreshold": 3}  # fmt: skip


def default_object(kind: str, obj: JsonObject) -> JsonObject:
    """A new object with the defaults of its kind.

    Amounts are in their canonical form, and nulls are gone, which Kubernetes reads as absent;
    so is whatever `structure_errors` objects to.
    """
    plain = _without_nulls(copy.deepcopy(structure_errors(kind, obj).object))
    DEFAULTERS.get(kind, _nothing)(plain)
    return plain


def default_pull_policy(image: str) -> str:
    """`Always` for an image without a tag or with `latest`, else `IfNotPresent`.

    >>> [default_pull_policy(image) for image in ("nginx", "nginx:1.27", "localhost:5000/nginx")]
    ['Always', 'IfNotPresent', 'Always']
    """
    if "@" in image:
        return "IfNotPresent"
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if tag in {"", "latest"} else "IfNotPresent"


def _nothing(obj: JsonObject) -> None:
    """Most kinds have no defaults."""


def _pod(obj: JsonObject) -> None:
    default_pod_template(obj)
    spec = _object(obj["spec"])
    for name, value in (("enableServiceLinks", True), ("serviceAccountName", "default")):
        _default(spec, name, value)
    for field in ("initContainers", "containers"):
        for container in _objects(spec.get(field)):
            _resources(_object(container.get("resources")))


def default_pod_template(obj: JsonObject) -> None:
    """Fill, in place, what a template has in common with a Pod; the rest comes with the Pod."""
    obj.setdefault("metadata", {})
    spec = _object(obj.setdefault("spec", {}))
    for name, value in (
        ("restartPolicy", "Always"),
        ("terminationGracePeriodSeconds", 30),
        ("dnsPolicy", "ClusterFirst"),
        ("schedulerName", "default-scheduler"),
        ("securityContext", {}),
    ):
        _default(spec, name, value)
    for volume in _objects(spec.get("volumes")):
        _volume(volume)
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in _objects(spec.get(field)):
            _container(container)


def _volume(volume: JsonObject) -> None:
    if not any(isinstance(value, dict) for name, value in volume.items() if name != "name"):
        volume["emptyDir"] = {}
    if isinstance(volume.get("iscsi"), dict):
        volume["iscsi"].setdefault("lun", 0)
    for source in SOURCES_WITH_MODE:
        if isinstance(volume.get(source), dict):
            _default(volume[source], "defaultMode", DEFAULT_MODE)
    items = _objects(_object(volume.get("downwardAPI")).get("items"))
    for projection in _objects(_object(volume.get("projected")).get("sources")):
        items = [*items, *_objects(_object(projection.get("downwardAPI")).get("items"))]
        if isinstance(projection.get("serviceAccountToken"), dict):
            _default(projection["serviceAccountToken"], "expirationSeconds", 3600)
    for item in items:
        if isinstance(item.get("fieldRef"), dict):
            _default(item["fieldRef"], "apiVersion", "v1")


def _container(container: JsonObject) -> None:
    if isinstance(container.get("image"), str) and container["image"]:
        _default(container, "imagePullPolicy", default_pull_policy(container["image"]))
    _default(container, "terminationMessagePath", "/dev/termination-log")
    _default(container, "terminationMessagePolicy", "File")
    _default(container, "resources", {})
    for port in _objects(container.get("ports")):
        _default(port, "protocol", "TCP")
    for entry in _objects(container.get("env")):
        reference = _object(entry.get("valueFrom")).get("fieldRef")
        if isinstance(reference, dict):
            _default(reference, "apiVersion", "v1")
    for name in PROBES:
        if isinstance(container.get(name), dict):
            _probe(container[name])
    for hook in _object(container.get("lifecycle")).values():
        _http_get(_object(hook))


def _probe(probe: JsonObject) -> None:
    for name, value in PROBE_DEFAULTS.items():
        if probe.get(name, 0) == 0:
            probe[name] = value
    _http_get(probe)
    if isinstance(probe.get("grpc"), dict):
        probe["grpc"].setdefault("service", "")


def _http_get(handler: JsonObject) -> None:
    action = handler.get("httpGet")
    if isinstance(action, dict):
        _default(action, "path", "/")
        _default(action, "scheme", "HTTP")


def _resources(resources: JsonObject) -> None:
    """A request that is not written equals its limit."""
    limits = _object(resources.get("limits"))
    if limits:
        resources["requests"] = {**limits, **_object(resources.get("requests"))}


def _secret(obj: JsonObject) -> None:
    """`stringData` is for writing only: it goes into `data`, and wins there."""
    _default(obj, "type", "Opaque")
    plain = obj.pop("stringData", None)
    if isinstance(plain, dict):
        encoded = {
            name: base64.b64encode(value.encode()).decode()
            for name, value in plain.items()
            if isinstance(value, str)
        }
        obj["data"] = {**_object(obj.get("data")), **encoded}


def _default(obj: JsonObject, name: str, value: Any) -> None:
    """Fill a field that is absent or empty."""
    if obj.get(name) in (None, ""):
        obj[name] = value


def _object(value: Any) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _objects(values: Any) -> Iterable[JsonObject]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []


def _without_nulls(obj: JsonObject) -> JsonObject:
    return {name: _cleaned(value) for name, value in obj.items() if value is not None}


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return _without_nulls(value)
    return [_cleaned(each) for each in value] if isinstance(value, list) else value


def _claim(obj: JsonObject) -> None:
    _object(obj.setdefault("spec", {})).setdefault("volumeMode", "Filesystem")


def _service(obj: JsonObject) -> None:
    spec = _object(obj.setdefault("spec", {}))
    _default(spec, "type", "ClusterIP")
    _default(spec, "sessionAffinity", "None")
    _default(spec, "internalTrafficPolicy", "Cluster")
    _default(spec, "ipFamilyPolicy", "SingleStack")
    spec.setdefault("ipFamilies", ["IPv4"])
    for port in _objects(spec.get("ports")):
        _default(port, "protocol", "TCP")
        if port.get("targetPort") in (None, "", 0):
            port["targetPort"] = port.get("port")


DEFAULTERS: dict[str, Callable[[JsonObject], None]] = {
    "Pod": _pod,
    "Secret": _secret,
    "PersistentVolumeClaim": _claim,
    "Service": _service,
}
