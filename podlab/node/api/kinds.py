"""The resources that node serves, and what may be done with each."""

from dataclasses import dataclass, field

READ = ("get", "list", "watch")
ALL = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True)
class Subresource:
    """A part of an object with an address of its own; `kind` is what it answers with."""

    name: str
    kind: str
    verbs: tuple[str, ...]
    api_version: str = ""  # of `kind`, where it is not the resource's own

    def group_and_version(self, resource: "ResourceKind") -> tuple[str, str]:
        """Where the kind that it answers with is at home."""
        group, _, version = (self.api_version or resource.api_version).rpartition("/")
        return group, version


@dataclass(frozen=True)
class ResourceKind:
    """One resource: names in all the spellings kubectl needs, its API group, and verbs.

    Plurals are unique among all groups, so that the store needs no other name.
    """

    plural: str
    singular: str
    kind: str
    short_names: tuple[str, ...] = ()
    group: str = ""
    version: str = "v1"
    namespaced: bool = True
    verbs: tuple[str, ...] = ALL
    categories: tuple[str, ...] = ()
    subresources: tuple[Subresource, ...] = field(default=())

    @property
    def api_version(self) -> str:
        """Group and version as objects name them: `v1`, `apps/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def identity(self) -> dict[str, str]:
        """Group, version and kind, as discovery and schemas name it."""
        return {"group": self.group, "version": self.version, "kind": self.kind}

    @property
    def qualified(self) -> str:
        """The plural as messages name it: `pods`, `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def subresource(self, name: str) -> Subresource | None:
        """The subresource of this name, if it is served."""
        return next((each for each in self.subresources if each.name == name), None)


STATUS_VERBS = ("get", "patch", "update")
PODS = ResourceKind(
    "pods",
    "pod",
    "Pod",
    ("po",),
    categories=("all",),
    subresources=(
        Subresource("attach", "PodAttachOptions", ("create", "get")),
        Subresource("ephemeralcontainers", "Pod", STATUS_VERBS),
        Subresource("exec", "PodExecOptions", ("create", "get")),
        Subresource("log", "Pod", ("get",)),
        Subresource("portforward", "PodPortForwardOptions", ("create", "get")),
        Subresource("proxy", "PodProxyOptions", ("create", "delete", "get", "patch", "update")),
        Subresource("status", "Pod", STATUS_VERBS),
    ),
)
NAMESPACES = ResourceKind(
    "namespaces",
    "namespace",
    "Namespace",
    ("ns",),
    namespaced=False,
    verbs=tuple(verb for verb in ALL if verb != "deletecollection"),
    subresources=(Subresource("status", "Namespace", STATUS_VERBS),),
)
SERVICE_ACCOUNTS = ResourceKind(
    "serviceaccounts",
    "serviceaccount",
    "ServiceAccount",
    ("sa",),
    verbs=("create", "delete", "get", "list", "watch"),
    subresources=(Subresource("token", "TokenRequest", ("create",), "authentication.k8s.io/v1"),),
)
NODES = ResourceKind("nodes", "node", "Node", ("no",), namespaced=False, verbs=READ)
SCALES = ResourceKind("scales", "scale", "Scale", group="autoscaling")  # only as a subresource
SCALE = Subresource("scale", SCALES.kind, STATUS_VERBS, SCALES.api_version)
DEPLOYMENTS = ResourceKind(
    "deployments",
    "deployment",
    "Deployment",
    ("deploy",),
    group="apps",
    categories=("all",),
    subresources=(SCALE, Subresource("status", "Deployment", STATUS_VERBS)),
)
REPLICA_SETS = ResourceKind(
    "replicasets",
    "replicaset",
    "ReplicaSet",
    ("rs",),
    group="apps",
    categories=("all",),
    subresources=(SCALE, Subresource("status", "ReplicaSet", STATUS_VERBS)),
)
AUTOSCALERS = ResourceKind(
    "horizontalpodautoscalers",
    "horizontalpodautoscaler",
    "HorizontalPodAutoscaler",
    ("hpa",),
    group="autoscaling",
    version="v2",
    categories=("all",),
    subresources=(Subresource("status", "HorizontalPodAutoscaler", STATUS_VERBS),),
)
CLAIMS = ResourceKind(
    "persistentvolumeclaims",
    "persistentvolumeclaim",
    "PersistentVolumeClaim",
    ("pvc",),
    subresources=(Subresource("status", "PersistentVolumeClaim", STATUS_VERBS),),
)
VOLUMES = ResourceKind(
    "persistentvolumes", "persistentvolume", "PersistentVolume", ("pv",), namespaced=False,
    verbs=READ,
)  # fmt: skip
STORAGE_CLASSES = ResourceKind(
    "storageclasses", "storageclass", "StorageClass", ("sc",), group="storage.k8s.io",
    namespaced=False, verbs=READ,
)  # fmt: skip
RUNTIME_CLASSES = ResourceKind(
    "runtimeclasses", "runtimeclass", "RuntimeClass", group="node.k8s.io", namespaced=False,
    verbs=READ,
)  # fmt: skip
WITH_TEMPLATE = (DEPLOYMENTS, REPLICA_SETS)
SERVICES = ResourceKind(
    "services",
    "service",
    "Service",
    ("svc",),
    categories=("all",),
    subresources=(Subresource("status", "Service", STATUS_VERBS),),
)
KINDS = (
    ResourceKind("configmaps", "configmap", "ConfigMap", ("cm",)),
    ResourceKind("events", "event", "Event", ("ev",)),
    NAMESPACES,
    NODES,
    CLAIMS,
    VOLUMES,
    PODS,
    ResourceKind("secrets", "secret", "Secret"),
    SERVICE_ACCOUNTS,
    SERVICES,
    DEPLOYMENTS,
    REPLICA_SETS,
    AUTOSCALERS,
    RUNTIME_CLASSES,
    STORAGE_CLASSES,
)
BY_PLURAL = {kind.plural: kind for kind in KINDS}
API_VERSIONS = tuple(dict.fromkeys(kind.api_version for kind in KINDS))


def kinds_of(api_version: str) -> tuple[ResourceKind, ...]:
    """The resources of one group and version, in the order of discovery."""
    return tuple(kind for kind in KINDS if kind.api_version == api_version)


def find_kind(api_version: str, plural: str) -> ResourceKind | None:
    """The resource of this name, if this group and version serves it."""
    kind = BY_PLURAL.get(plural)
    return kind if kind and kind.api_version == api_version else None


def root_of(api_version: str) -> str:
    """Where the paths of a group and version begin: `/api/v1`, `/apis/apps/v1`."""
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
