"""Which lists of which kind are merged by which key, from the patch tags of k8s.io/api 1.32.

A path names fields without list positions. A list that is not here is replaced as a whole.
"""

PRIMITIVE = ""  # a list of strings that is merged as a set

METADATA = {"metadata.finalizers": PRIMITIVE, "metadata.ownerReferences": "uid"}
CONTAINER = {
    "env": "name",
    "ports": "containerPort",
    "volumeMounts": "mountPath",
    "volumeDevices": "devicePath",
}
CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")
POD = {
    **{f"spec.{containers}": "name" for containers in CONTAINER_LISTS},
    **{
        f"spec.{containers}.{name}": key
        for containers in CONTAINER_LISTS
        for name, key in CONTAINER.items()
    },
    "spec.hostAliases": "ip",
    "spec.imagePullSecrets": "name",
    "spec.resourceClaims": "name",
    "spec.schedulingGates": "name",
    "spec.topologySpreadConstraints": "topologyKey",
    "spec.volumes": "name",
    "status.conditions": "type",
    "status.hostIPs": "ip",
    "status.podIPs": "ip",
    "status.resourceClaimStatuses": "name",
}
TEMPLATE = {f"spec.template.{path}": key for path, key in {**METADATA, **POD}.items()}
CONDITIONS = {"status.conditions": "type"}
MERGE_KEYS: dict[str, dict[str, str]] = {
    "Pod": {**METADATA, **POD},
    "Namespace": {**METADATA, **CONDITIONS},
    "ConfigMap": METADATA,
    "Secret": METADATA,
    "PersistentVolumeClaim": {**METADATA, **CONDITIONS},
    "Service": {**METADATA, **CONDITIONS, "spec.ports": "port"},
    "Event": METADATA,
    "Deployment": {**METADATA, **TEMPLATE, **CONDITIONS},
    "ReplicaSet": {**METADATA, **TEMPLATE, **CONDITIONS},
    "HorizontalPodAutoscaler": {**METADATA, **CONDITIONS},
    "Scale": METADATA,
}
