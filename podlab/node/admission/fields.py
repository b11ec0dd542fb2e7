"""Fields by what this node does with them: honours, answers with a note, or refuses by name."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.node.admission.handlers import noted_handlers, unsupported_handlers
from podlab.node.admission.walking import containers, contexts, items, volumes
from podlab.pods.errors import FieldError
from podlab.pods.hosts import LONGEST_FULL_NAME, full_name
from podlab.pods.objects import JsonObject, pod_of

NOT_YET = "Forbidden: not supported by this node yet"
NEEDS_CLUSTER = "Forbidden: needs a cluster, and this node is alone"
NO_EFFECT = "has no effect on this single node"

POD = frozenset(
    {"containers", "initContainers", "ephemeralContainers", "volumes", "restartPolicy",
     "terminationGracePeriodSeconds", "activeDeadlineSeconds",
     "hostname", "subdomain", "hostAliases", "dnsPolicy", "dnsConfig",
     "securityContext", "shareProcessNamespace", "nodeName", "enableServiceLinks",
     "setHostnameAsFQDN", "schedulingGates", "runtimeClassName",
     "hostNetwork", "hostPID", "hostIPC"}
)  # fmt: skip
POD_NOTED: Mapping[str, tuple[Any, ...]] = {  # field: the values that need no note
    "affinity": (), "nodeSelector": (), "tolerations": (), "topologySpreadConstraints": (),
    "priorityClassName": (), "priority": (0,), "schedulerName": ("default-scheduler",),
    "preemptionPolicy": (), "imagePullSecrets": (), "automountServiceAccountToken": (False,),
    "serviceAccountName": ("default",), "serviceAccount": ("default",), "os": ({"name": "linux"},),
}  # fmt: skip
POD_CLUSTER = frozenset({"resourceClaims", "overhead", "readinessGates"})
CONTAINER = frozenset(
    {"name", "image", "command", "args", "workingDir", "ports", "env", "envFrom", "resources",
     "volumeMounts", "imagePullPolicy", "securityContext", "stdin", "stdinOnce", "tty",
     "restartPolicy", "livenessProbe", "readinessProbe", "startupProbe",
     "lifecycle", "terminationMessagePath", "terminationMessagePolicy", "targetContainerName"}
)  # fmt: skip
MOUNT = frozenset({"name", "mountPath", "readOnly", "subPath", "subPathExpr"})
MOUNT_HARMLESS: Mapping[str, Any] = {"mountPropagation": "None", "recursiveReadOnly": "Disabled"}
VOLUMES = frozenset(
    {"emptyDir", "configMap", "secret", "hostPath", "downwardAPI", "projected",
     "persistentVolumeClaim"}
)  # fmt: skip
NO_OWN_CLAIM = (
    "Forbidden: no claim is made with a Pod here; make a PersistentVolumeClaim and name it, or use "
    "an emptyDir"
)
NO_DISK = (
    "attaches a disk from elsewhere, and this node has none; an emptyDir lives as long as the Pod"
)
NO_NETWORK = (
    "brings files over a network, and this node reaches none; share an emptyDir within the Pod, or "
    "bring files in with a configMap or secret"
)
NO_DRIVER = "needs a driver that this node does not have; an emptyDir lives as long as the Pod"
VOLUME_ADVICE: Mapping[str, str] = {
    "ephemeral": NO_OWN_CLAIM,
    "image": "Forbidden: this node mounts no images; let an init container copy what it has into "
    "an emptyDir",
    "gitRepo": "Forbidden: nothing is reached from here; let an init container make the files in "
    "an emptyDir",
    **{name: f"Forbidden: {name} {NO_NETWORK}"
       for name in ("azureFile", "cephfs", "glusterfs", "nfs", "quobyte")},
    **{name: f"Forbidden: {name} {NO_DRIVER}" for name in ("csi", "flexVolume")},
    **{name: f"Forbidden: {name} {NO_DISK}"
       for name in ("awsElasticBlockStore", "azureDisk", "cinder", "fc", "flocker",
                    "gcePersistentDisk", "iscsi", "photonPersistentDisk", "portworxVolume", "rbd",
                    "scaleIO", "storageos", "vsphereVolume")},
}  # fmt: skip
CONTAINER_ADVICE: Mapping[str, str] = {
    "resizePolicy": "Forbidden: no Pod is resized in place here; v1.32 does so only behind the "
    "feature gate InPlacePodVerticalScaling",
    "volumeDevices": "Forbidden: block devices need a cluster's storage; an emptyDir is mounted "
    "with volumeMounts",
}
PROJECTIONS = frozenset({"configMap", "secret", "downwardAPI"})
CONTEXT = frozenset(
    {"runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "supplementalGroups", "sysctls",
     "capabilities", "privileged", "readOnlyRootFilesystem", "allowPrivilegeEscalation",
     "procMount", "seccompProfile", "appArmorProfile", "seLinuxOptions"}
)  # fmt: skip
CONTEXT_NOTED: Mapping[str, tuple[Any, ...]] = {
    "fsGroupChangePolicy": (),
    "supplementalGroupsPolicy": ("Merge", "Strict"),
}


def unsupported(pod: JsonObject) -> Iterator[FieldError]:
    """Every field that would have to be ignored."""
    spec = pod.get("spec", {})
    for field in _set(spec) - POD - POD_NOTED.keys():
        yield FieldError(f"spec.{field}", NEEDS_CLUSTER if field in POD_CLUSTER else NOT_YET)
    if (spec.get("os") or {}).get("name") == "windows":
        yield FieldError("spec.os.name", "Forbidden: this node runs Linux")
    yield from _full_name(pod)
    for path, container in containers(pod):
        yield from _container(path, container)
    for path, volume in volumes(pod):
        for kind in volume.keys() - VOLUMES - {"name"}:
            yield FieldError(f"{path}.{kind}", VOLUME_ADVICE.get(kind, NEEDS_CLUSTER))
        for place, source in items(volume.get("projected") or {}, "sources", f"{path}.projected"):
            for kind in source.keys() - PROJECTIONS:
                yield FieldError(f"{place}.{kind}", NEEDS_CLUSTER)
    for path, context in contexts(pod):
        yield from _context(path, context)


def _full_name(pod: JsonObject) -> Iterator[FieldError]:
    """A kubelet would try for ever to give the Pod a name that the kernel does not take."""
    spec, metadata = pod.get("spec", {}), pod.get("metadata", {})
    fields = {key: spec.get(key) for key in ("hostname", "subdomain")}
    names = {key: metadata.get(key) for key in ("name", "namespace")}
    full = full_name(pod_of({"metadata": names, "spec": {**fields, "containers": []}}))
    if spec.get("setHostnameAsFQDN") and len(full) > LONGEST_FULL_NAME:
        problem = f"the name {full} has {len(full)} characters, {LONGEST_FULL_NAME} is the max"
        yield FieldError("spec.setHostnameAsFQDN", f"Forbidden: {problem}")


def without_effect(pod: JsonObject) -> Iterator[str]:
    """A sentence for each harmless field that changes nothing here."""
    yield from _notes("spec", pod.get("spec", {}), POD_NOTED, NO_EFFECT)
    yield from _pull_secrets(pod.get("spec", {}))
    for path, container in containers(pod):
        yield from noted_handlers(path, container)
    for path, context in contexts(pod):
        yield from _notes(path, context, CONTEXT_NOTED, NO_EFFECT)
        if context.get("seLinuxOptions"):
            yield f"{path}.seLinuxOptions {NO_EFFECT}"


def _pull_secrets(spec: JsonObject) -> Iterator[str]:
    """What the API server warns of, too. Source: pkg/api/pod/warnings.go."""
    seen: set[str] = set()
    for place, each in items(spec, "imagePullSecrets", "spec"):
        name = each.get("name") or ""
        if not name:
            yield f'{place}.name: invalid empty name ""'
        elif name in seen:
            yield f'{place}.name: duplicate name "{name}"'
        seen.add(name)


def _container(path: str, container: JsonObject) -> Iterator[FieldError]:
    for field in _set(container) - CONTAINER:
        yield FieldError(f"{path}.{field}", CONTAINER_ADVICE.get(field, NOT_YET))
    for place, mount in items(container, "volumeMounts", path):
        for field in _set(mount) - MOUNT:
            if mount[field] != MOUNT_HARMLESS.get(field):
                yield FieldError(f"{place}.{field}", NOT_YET)
    yield from unsupported_handlers(path, container)
    resources = container.get("resources") or {}
    for field in _set(resources) - {"limits", "requests"}:
        yield FieldError(f"{path}.resources.{field}", NOT_YET)


def _context(path: str, context: JsonObject) -> Iterator[FieldError]:
    for field in _set(context) - CONTEXT - CONTEXT_NOTED.keys():
        yield FieldError(f"{path}.{field}", NOT_YET)
    for field in ("seccompProfile", "appArmorProfile"):
        if (context.get(field) or {}).get("type") == "Localhost":
            problem = "Forbidden: Localhost profiles need a file on the node"
            yield FieldError(f"{path}.{field}.type", problem)


def _set(obj: JsonObject) -> set[str]:
    """The fields that say something: an empty list or object says nothing."""
    return {field for field, value in obj.items() if value not in (None, [], {}, "", False)} | {
        field for field, value in obj.items() if field == "hostUsers" and value is False
    }


def _notes(
    path: str, obj: JsonObject, noted: Mapping[str, tuple[Any, ...]], what: str
) -> Iterator[str]:
    for field, usual in noted.items():
        if field in obj and obj[field] not in (None, [], {}, "", *usual):
            yield f"{path}.{field} {what}"
