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


@dataclass(frozen=True)
class ResourceKind:
    """One resource of the core group: names in all the spellings kubectl needs, and verbs."""

    plural: str
    singular: str
    kind: str
    short_names: tuple[str, ...] = ()
    namespaced: bool = True
    verbs: tuple[str, ...] = ALL
    categories: tuple[str, ...] = ()
    subresources: tuple[Subresource, ...] = field(default=())

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
        Subresource("exec", "PodExecOptions", ("create", "get")),
        Subresource("log", "Pod", ("get",)),
        Subresource("portforward", "PodPortForwardOptions", ("create", "get")),
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
NODES = ResourceKind("nodes", "node", "Node", ("no",), namespaced=False, verbs=READ)
KINDS = (
    ResourceKind("configmaps", "configmap", "ConfigMap", ("cm",)),
    ResourceKind("events", "event", "Event", ("ev",)),
    NAMESPACES,
    NODES,
    PODS,
    ResourceKind("secrets", "secret", "Secret"),
)
BY_PLURAL = {kind.plural: kind for kind in KINDS}
