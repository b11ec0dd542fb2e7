"""From a claim to its volume, by the rules of a class that waits for the first Pod.

Source: pkg/controller/volume/persistentvolume, scheduler plugins volumebinding; and what a
provisioner of local folders makes.
"""

from podlab.pods.objects import JsonObject

CLASS_NAME = "standard"
PROVISIONER = "local.podlab"
PROTECTION = "kubernetes.io/pvc-protection"
VOLUME_PROTECTION = "kubernetes.io/pv-protection"
WAITS = "WaitForFirstConsumer"
STORAGE_CLASS: JsonObject = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {
        "name": CLASS_NAME,
        "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
    },
    "provisioner": PROVISIONER,
    "reclaimPolicy": "Delete",
    "volumeBindingMode": WAITS,
}
COMPLETED = {
    "pv.kubernetes.io/bind-completed": "yes",
    "pv.kubernetes.io/bound-by-controller": "yes",
}
BY_PROVISIONER = {
    "volume.beta.kubernetes.io/storage-provisioner": PROVISIONER,
    "volume.kubernetes.io/storage-provisioner": PROVISIONER,
}


def new_claim(claim: JsonObject) -> JsonObject:
    """What a cluster adds to a new claim: the default class, and what protects it in use."""
    metadata, spec = claim["metadata"], claim["spec"]
    held = metadata.get("finalizers") or []
    return {
        **claim,
        "metadata": {**metadata, "finalizers": [*held, *({PROTECTION} - set(held))]},
        "spec": spec if "storageClassName" in spec else {**spec, "storageClassName": CLASS_NAME},
    }


def volume_name(claim: JsonObject) -> str:
    """The PersistentVolume that is made for a claim."""
    return f"pvc-{claim['metadata']['uid']}"


def class_of(claim: JsonObject) -> str:
    """The claim's class; empty where it has none."""
    return str(claim["spec"].get("storageClassName") or "")


def binding_problem(claim: JsonObject) -> tuple[str, str, str]:
    """Why an unbound claim is still that: the event's type, reason and sentence."""
    name = class_of(claim)
    if name == CLASS_NAME:
        return "Normal", WAITS, "waiting for first consumer to be created before binding"
    if not name:
        why = "no persistent volumes available for this claim and no storage class is set"
        return "Normal", "FailedBinding", why
    return "Warning", "ProvisioningFailed", f'storageclass.storage.k8s.io "{name}" not found'


def volume_for(claim: JsonObject, node_name: str) -> JsonObject:
    """The PersistentVolume of a claim, bound to it; its handle is the engine's name for it."""
    metadata, spec = claim["metadata"], claim["spec"]
    terms = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node_name]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {
            "name": volume_name(claim),
            "annotations": {"pv.kubernetes.io/provisioned-by": PROVISIONER},
            "finalizers": [VOLUME_PROTECTION],
        },
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "name": metadata["name"],
                "namespace": metadata["namespace"],
                "resourceVersion": metadata["resourceVersion"],
                "uid": metadata["uid"],
            },
            "csi": {"driver": PROVISIONER, "volumeHandle": f"podlab-{volume_name(claim)}"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [terms]}]}},
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": CLASS_NAME,
            "volumeMode": spec["volumeMode"],
        },
        "status": {"phase": "Bound"},
    }


def bound_claim(claim: JsonObject, node_name: str) -> JsonObject:
    """The claim once it has its volume."""
    metadata, spec = claim["metadata"], claim["spec"]
    annotations = {
        **(metadata.get("annotations") or {}),
        **COMPLETED,
        **BY_PROVISIONER,
        "volume.kubernetes.io/selected-node": node_name,
    }
    return {
        **claim,
        "metadata": {**metadata, "annotations": annotations},
        "spec": {**spec, "volumeName": volume_name(claim)},
        "status": {
            "phase": "Bound",
            "accessModes": spec["accessModes"],
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
        },
    }
