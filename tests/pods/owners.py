"""Objects whose fields several managers own, made by applying and updating."""

import copy
from typing import Any

from podlab.pods.ownership import Applied, Apply, Kind, Manager, apply_config, track_update
from podlab.pods.ownership.fields.paths import path_text

NOW = "2026-01-01T00:00:00Z"
LATER = "2026-01-01T00:01:00Z"
NOBODY: dict[Manager, Any] = {}
SETTINGS = Kind("ConfigMap")
POD = Kind("Pod")


def settings(**data: str) -> dict[str, Any]:
    return {"metadata": {"name": "s"}, "data": data} if data else {"metadata": {"name": "s"}}


def pod(*containers: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"name": "p"}, "spec": {"containers": list(containers)}}


def applier(name: str) -> Manager:
    return Manager(name, "Apply", "v1")


def updater(name: str, subresource: str = "") -> Manager:
    return Manager(name, "Update", "v1", subresource)


def apply(
    name: str, config: Any, onto: Applied | None, *, kind: Kind = SETTINGS, force: bool = False,
    now: str = NOW,
) -> Applied:  # fmt: skip
    wanted = Apply(kind, applier(name), copy.deepcopy(config), now, force)
    return apply_config(wanted, onto.object if onto else None, onto.managers if onto else NOBODY)


def update(name: str, new: Any, onto: Applied | None, *, kind: Kind = SETTINGS) -> Applied:
    old, managers = (onto.object, onto.managers) if onto else (kind.fresh, NOBODY)
    return Applied(new, track_update(kind, old, new, managers, updater(name), NOW))


def owners(state: Applied) -> dict[str, list[str]]:
    return {
        manager.name: sorted(path_text(path) for path in owned.fields)
        for manager, owned in state.managers.items()
    }
