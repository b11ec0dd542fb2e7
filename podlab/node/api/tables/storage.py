"""The columns of claims, volumes, storage classes and runtime classes.

Source: printers/internalversion/printers.go.
"""

from datetime import datetime

from podlab.node.api.tables.columns import Cell, Column, TableKind, age_of, columns_named, name_of
from podlab.pods.objects import JsonObject

UNSET = "<unset>"
SHORT = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX",
         "ReadWriteOncePod": "RWOP"}  # fmt: skip
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


def _claim_cells(claim: JsonObject, now: datetime) -> list[Cell]:
    spec, status = claim["spec"], claim["status"]
    bound = "volumeName" in spec
    return [
        name_of(claim),
        _phase(claim),
        spec.get("volumeName", ""),
        status.get("capacity", {}).get("storage", "") if bound else "",
        _modes(status.get("accessModes", [])) if bound else "",
        spec.get("storageClassName", ""),
        UNSET,
        age_of(claim, now),
        spec.get("volumeMode", UNSET),
    ]


def _volume_cells(volume: JsonObject, now: datetime) -> list[Cell]:
    spec = volume["spec"]
    claim = spec.get("claimRef")
    return [
        name_of(volume),
        spec.get("capacity", {}).get("storage", ""),
        _modes(spec.get("accessModes", [])),
        spec.get("persistentVolumeReclaimPolicy", ""),
        _phase(volume),
        f"{claim['namespace']}/{claim['name']}" if claim else "",
        spec.get("storageClassName", ""),
        UNSET,
        volume["status"].get("reason", ""),
        age_of(volume, now),
        spec.get("volumeMode", UNSET),
    ]


def _class_cells(storage_class: JsonObject, now: datetime) -> list[Cell]:
    annotations = storage_class["metadata"].get("annotations", {})
    mark = " (default)" if annotations.get(DEFAULT_CLASS) == "true" else ""
    return [
        name_of(storage_class) + mark,
        storage_class["provisioner"],
        storage_class["reclaimPolicy"],
        storage_class["volumeBindingMode"],
        str(bool(storage_class.get("allowVolumeExpansion"))).lower(),
        age_of(storage_class, now),
    ]


def _runtime_cells(runtime_class: JsonObject, now: datetime) -> list[Cell]:
    return [name_of(runtime_class), runtime_class["handler"], age_of(runtime_class, now)]


def _phase(obj: JsonObject) -> str:
    ends = "deletionTimestamp" in obj["metadata"]
    return "Terminating" if ends else str(obj["status"].get("phase", ""))


def _modes(modes: list[str]) -> str:
    return ",".join(SHORT.get(each, each) for each in modes)


STORAGE = {
    "persistentvolumeclaims": TableKind(
        (
            *columns_named("Name Status Volume Capacity"),
            Column("Access Modes"),
            *columns_named("StorageClass VolumeAttributesClass Age", "VolumeMode"),
        ),
        _claim_cells,
    ),
    "persistentvolumes": TableKind(
        (
            *columns_named("Name Capacity"),
            *(Column(name) for name in ("Access Modes", "Reclaim Policy", "Status", "Claim")),
            *columns_named("StorageClass VolumeAttributesClass Reason Age", "VolumeMode"),
        ),
        _volume_cells,
    ),
    "runtimeclasses": TableKind(columns_named("Name Handler Age"), _runtime_cells),
    "storageclasses": TableKind(
        columns_named("Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age"),
        _class_cells,
    ),
}
