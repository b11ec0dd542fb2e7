"""Rules of volumes that lie outside the node: what has to be said of each.

Source: validation.go, validateVolumeSource and what it calls.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import (
    in_range,
    invalid,
    required,
    unsupported,
)

Source = Mapping[str, Any]
Rule = Callable[[Source, str], Iterator[FieldError]]

REQUIRED: Mapping[str, tuple[str, ...]] = {  # what must not be empty, where nothing else is asked
    "gitRepo": ("repository",), "gcePersistentDisk": ("pdName",),
    "awsElasticBlockStore": ("volumeID",), "nfs": ("server", "path"),
    "iscsi": ("targetPortal", "iqn"), "glusterfs": ("endpoints", "path"),
    "persistentVolumeClaim": ("claimName",), "rbd": ("monitors", "image"),
    "cinder": ("volumeID",), "cephfs": ("monitors",), "flexVolume": ("driver",),
    "azureFile": ("secretName", "shareName"), "vsphereVolume": ("volumePath",),
    "photonPersistentDisk": ("pdID",), "portworxVolume": ("volumeID",),
    "azureDisk": ("diskName", "diskURI"), "scaleIO": ("gateway", "system", "volumeName"),
    "storageos": ("volumeName",), "csi": ("driver",), "ephemeral": ("volumeClaimTemplate",),
}  # fmt: skip
OTHER_PATH = {"gcePersistentDisk": "persistentDisk"}  # what the API server calls it
SECRET_OF = {"cinder": "secretRef", "storageos": "secretRef", "csi": "nodePublishSecretRef"}
PARTITIONED = frozenset({"gcePersistentDisk", "awsElasticBlockStore"})
HOST_PORTS = "must be a host:port pair or multiple pairs separated by commas"
CACHING = ("None", "ReadOnly", "ReadWrite")
DISKS = ("Dedicated", "Managed", "Shared")
MANAGED = ("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/"
           "{disk-id}")  # fmt: skip
BLOB = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
INITIATORS = {
    "iqn": r"iqn\.\d{4}-\d{2}\.([a-z0-9][-._a-z0-9]*)(:[^,;*&$|\s]+)",
    "eui": r"eui.[a-fA-F0-9]{16}",
    "naa": r"naa.[a-fA-F0-9]{32}",
}


def elsewhere_errors(name: str, source: Source, path: str) -> Iterator[FieldError]:
    """Everything wrong with a volume that some other system has to bring."""
    parent, _, last = path.rpartition(".")
    at = f"{parent}.{OTHER_PATH.get(name, last)}"
    for field in REQUIRED.get(name, ()):
        if not source.get(field):
            yield required(f"{at}.{field}")
    if name in PARTITIONED and not 0 <= (source.get("partition") or 0) <= 255:
        detail = "must be between 0 and 255, inclusive"
        yield invalid(f"{at}.partition", source["partition"], detail)
    secret = source.get(SECRET_OF.get(name, "")) or None
    if name in RULES:
        yield from RULES[name](source, at)
    if secret is not None and not secret.get("name"):
        yield required(f"{at}.{SECRET_OF[name]}.name")


def _git(source: Source, path: str) -> Iterator[FieldError]:
    directory = source.get("directory") or ""
    for problem in names.descending_path(directory):
        yield invalid(f"{path}.directory", directory, problem)


def _nfs(source: Source, path: str) -> Iterator[FieldError]:
    where = source.get("path") or ""
    if not where.startswith("/"):
        yield invalid(f"{path}.path", where, "must be an absolute path")


def _iscsi(source: Source, path: str) -> Iterator[FieldError]:
    if source.get("iqn"):
        yield from _initiator(source["iqn"], f"{path}.iqn")
    yield from in_range(f"{path}.lun", source.get("lun") or 0, 0, 255)
    chap = source.get("chapAuthDiscovery") or source.get("chapAuthSession")
    if chap and source.get("secretRef") is None:
        yield required(f"{path}.secretRef")
    if source.get("initiatorName") is not None:
        yield from _initiator(source["initiatorName"], f"{path}.initiatorname")


def _initiator(value: str, path: str) -> Iterator[FieldError]:
    pattern = INITIATORS.get(value[:3])
    if pattern is None:
        yield invalid(path, value, "must be valid format starting with iqn, eui, or naa")
    elif not re.match(f"{pattern}$", value):
        yield invalid(path, value, "must be valid format")


def _flocker(source: Source, path: str) -> Iterator[FieldError]:
    name, uuid = source.get("datasetName") or "", source.get("datasetUUID") or ""
    if not name and not uuid:
        yield required(path, "one of datasetName and datasetUUID is required")
    if name and uuid:
        detail = "datasetName and datasetUUID can not be specified simultaneously"
        yield invalid(path, "resource", detail)
    if "/" in name:
        yield invalid(f"{path}.datasetName", name, "must not contain '/'")


def _quobyte(source: Source, path: str) -> Iterator[FieldError]:
    registry = source.get("registry") or ""
    if not registry:
        yield required(f"{path}.registry", HOST_PORTS)
    elif len(source.get("tenant") or "") >= 65:
        detail = "must be a UUID and may not exceed a length of 64 characters"
        yield required(f"{path}.tenant", detail)
    else:
        for pair in registry.split(","):
            if not re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*):[^:\[\]]*", pair):
                yield invalid(f"{path}.registry", registry, HOST_PORTS)
    if not source.get("volume"):
        yield required(f"{path}.volume")


def _fc(source: Source, path: str) -> Iterator[FieldError]:
    wwns, ids = source.get("targetWWNs") or [], source.get("wwids") or []
    if not wwns and not ids:
        detail = "must specify either targetWWNs or wwids, but not both"
        yield required(f"{path}.targetWWNs", detail)
    if wwns and ids:
        detail = "targetWWNs and wwids can not be specified simultaneously"
        yield invalid(f"{path}.targetWWNs", wwns, detail)
    if wwns and source.get("lun") is None:
        yield required(f"{path}.lun", "lun is required if targetWWNs is specified")
    elif wwns:
        yield from in_range(f"{path}.lun", source["lun"], 0, 255)


def _flex(source: Source, path: str) -> Iterator[FieldError]:
    for key in sorted(source.get("options") or {}):
        space = f".{key.partition('/')[0].lower()}"
        if space.endswith((".kubernetes.io", ".k8s.io")):
            detail = "kubernetes.io and k8s.io namespaces are reserved"
            yield invalid(f"{path}.options[{key}]", key, detail)


def _azure_disk(source: Source, path: str) -> Iterator[FieldError]:
    caching, kind = source.get("cachingMode"), source.get("kind")
    uri = source.get("diskURI") or ""
    if caching is not None and caching not in CACHING:
        yield unsupported(f"{path}.cachingMode", caching, CACHING)
    if kind is not None and kind not in DISKS:
        yield unsupported(f"{path}.kind", kind, DISKS)
    if kind == "Managed" and not uri.startswith("/subscriptions/"):
        yield unsupported(f"{path}.diskURI", uri, (MANAGED,))
    if kind is not None and kind != "Managed" and not uri.startswith("https://"):
        yield unsupported(f"{path}.diskURI", uri, (BLOB,))


def _storageos(source: Source, path: str) -> Iterator[FieldError]:
    for field in ("volumeName", "volumeNamespace"):
        value = source.get(field) or ""
        for problem in names.label(value) if value else []:
            yield invalid(f"{path}.{field}", value, problem)


def _csi(source: Source, path: str) -> Iterator[FieldError]:
    driver = source.get("driver") or ""
    if len(driver) > 63:
        yield FieldError(f"{path}.driver", "Too long: may not be more than 63 bytes")
    for problem in names.subdomain(driver.lower()):
        yield invalid(f"{path}.driver", driver, problem)


RULES: Mapping[str, Rule] = {
    "gitRepo": _git, "nfs": _nfs, "iscsi": _iscsi, "flocker": _flocker, "quobyte": _quobyte,
    "fc": _fc, "flexVolume": _flex, "azureDisk": _azure_disk, "storageos": _storageos,
    "csi": _csi,
}  # fmt: skip
