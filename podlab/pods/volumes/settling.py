"""Which subPathExpr mean the same whenever a container starts: they are as good as a subPath.

A variable is settled where the manifest spells it, or takes it from what a Pod is called.
"""

from collections.abc import Mapping

from podlab.pods.expansion import REFERENCE, expand
from podlab.pods.objects import JsonObject

SETTLED_FIELDS = {f"metadata.{field}": field for field in ("name", "namespace", "uid")}


def with_settled_parts(pod: JsonObject) -> JsonObject:
    """The Pod with a subPath for each subPathExpr that is settled; it is not changed itself."""
    spec, metadata = pod.get("spec") or {}, pod.get("metadata") or {}
    settled = {
        field: [_container(each, metadata) for each in spec[field]]
        for field in ("initContainers", "containers")
        if spec.get(field)
    }
    return {**pod, "spec": {**spec, **settled}}


def _container(container: JsonObject, metadata: JsonObject) -> JsonObject:
    mounts = container.get("volumeMounts") or []
    if not any(each.get("subPathExpr") for each in mounts):
        return container
    known = _variables(container, metadata)
    return {**container, "volumeMounts": [_mount(each, known) for each in mounts]}


def _mount(mount: JsonObject, known: Mapping[str, str]) -> JsonObject:
    """A path that leads out of the volume stays an expression, which fails at the start."""
    expression = mount.get("subPathExpr")
    if not expression or not all(known.get(name) for name in _names(expression)):
        return mount
    path = expand(expression, known)
    if path.startswith("/") or ".." in path.split("/"):
        return mount
    rest = {field: value for field, value in mount.items() if field != "subPathExpr"}
    return {**rest, "subPath": path}


def _variables(container: JsonObject, metadata: JsonObject) -> dict[str, str]:
    """Those that are settled; a later entry of the same name counts."""
    known: dict[str, str] = {}
    for entry in container.get("env") or []:
        name = entry.get("name") or ""
        value = _value(entry, metadata, known)
        if value is None:
            known.pop(name, None)
        else:
            known[name] = value
    return known


def _value(entry: JsonObject, metadata: JsonObject, known: Mapping[str, str]) -> str | None:
    if source := entry.get("valueFrom"):
        field = SETTLED_FIELDS.get((source.get("fieldRef") or {}).get("fieldPath", ""))
        return str(metadata.get(field) or field) if field else None
    text = str(entry.get("value") or "")
    return expand(text, known) if _names(text) <= known.keys() else None


def _names(text: str) -> set[str]:
    return {each[1] for each in REFERENCE.finditer(text) if each[1] is not None}
