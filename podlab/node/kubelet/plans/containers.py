"""One attempt at one container: command, environment, user, rights, bounds and mounts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lightkube.models.core_v1 import Container, Pod, VolumeMount

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import ContainerPlan
from podlab.node.engine.bodies.sandbox import Interface
from podlab.node.engine.bodies.volumes import VolumePlan, bind, mount
from podlab.node.images.catalogue import CatalogueEntry
from podlab.node.kubelet.plans.accounts import ImageFacts
from podlab.node.kubelet.plans.identity import Identity, capabilities, identity
from podlab.node.kubelet.plans.resources import limits
from podlab.node.runtime import MountInfo
from podlab.pods.expansion import container_environment
from podlab.pods.objects import all_containers, spec_of
from podlab.pods.status import ContainerUser
from podlab.pods.sync import ContainerStart
from podlab.pods.volumes import Sources, is_part, is_rendered, own_parts, sub_path

MESSAGE_PATH = "/dev/termination-log"
RESTRICTED_ULIMITS = {"core": 0, "nofile": 1024, "fsize": 64 << 20}


@dataclass(frozen=True)
class PodPlan:
    """What all containers of a Pod share."""

    pod: Pod
    labels: dict[str, str]
    address: str
    volumes: Sequence[VolumePlan]
    sources: Sources
    restricted: bool
    pod_cgroup: bool = False  # whether the engine can bound the containers together
    interface: Interface | None = None  # of a pause container that is to be made


@dataclass(frozen=True)
class Image:
    """What the engine has for a container: its image, what is known of it, the parts of
    volumes by where they are mounted, the folder of the Pod's termination messages, and the
    container whose processes it joins.
    """

    entry: CatalogueEntry
    facts: ImageFacts
    parts: Mapping[str, str] = field(default_factory=dict)
    messages: str = ""
    target: str = ""


def container_plan(
    plan: PodPlan, container: Container, start: ContainerStart, pause_id: str, image: Image
) -> ContainerPlan:
    """What the engine is asked for; raises MissingSource and ConfigProblem."""
    sources = plan.sources
    environment = container_environment(
        container, plan.pod, sources.config_maps, sources.secrets, plan.address
    )
    command, args = environment.command_of(container)
    who = identity(plan.pod, container, image.facts, plan.address, restricted=plan.restricted)
    context = container.securityContext
    escalation = context.allowPrivilegeEscalation if context else None
    return ContainerPlan(
        labels={**_labels(plan.labels, container, start, pause_id), **_told(who)},
        pause=pause_id,
        image=image.entry.local_tag,
        limits=limits(plan.pod, container, restricted=plan.restricted),
        in_pod_cgroup=plan.pod_cgroup,
        command=command,
        args=args,
        environment=environment.variables,
        working_dir=container.workingDir or "",
        user=who.user,
        groups=who.groups,
        capabilities=[] if plan.restricted else capabilities(container),
        read_only_root=plan.restricted or bool(context and context.readOnlyRootFilesystem),
        no_new_privileges=plan.restricted or escalation is False,
        stdin=bool(container.stdin),
        stdin_once=bool(container.stdinOnce),
        tty=bool(container.tty),
        processes_of=image.target,
        share_processes=bool(spec_of(plan.pod).shareProcessNamespace),
        mounts=[
            *_mounts(container, plan.volumes, image.parts),
            _message(plan.pod, container, start, image.messages),
            _hosts(image.messages, read_only=plan.restricted),
        ],
        tmpfs=_writable(container, image.entry, who.process) if plan.restricted else {},
        runtime=spec_of(plan.pod).runtimeClassName or "",
        ulimits=RESTRICTED_ULIMITS if plan.restricted else {"core": 0},
    )


def mount_infos(
    pod: Pod, container: Container, is_folder: Callable[[str], bool]
) -> tuple[MountInfo, ...]:
    """The container's volumes, as an observer is told; who writes to a lone file is not seen."""
    config = {each.name for each in spec_of(pod).volumes or [] if is_rendered(each)}
    own = [f"{name}/{part}" for name, parts in own_parts(pod).items() for part in parts]
    return tuple(
        MountInfo(each.name, place, bool(each.readOnly) or each.name in config)
        for each in container.volumeMounts or []
        if not is_part(each) or (each.name not in config and is_folder(each.mountPath))
        for _, place in _places(each, own)
    )


def _labels(
    labels: dict[str, str], container: Container, start: ContainerStart, pause_id: str
) -> dict[str, str]:
    """All that is remembered about an attempt; nothing of it is kept in the process."""
    return {
        **labels,
        names.CONTAINER: container.name,
        names.ATTEMPT: str(start.attempt),
        names.BACK_OFF: f"{start.back_off:g}",
        names.IMAGE: container.image or "",
        names.SANDBOX: pause_id,
    }


def _told(who: Identity) -> dict[str, str]:
    """What the status will say; nothing of a user whom the image does not know."""
    return {names.USER: str(who.process)} if who.process else {}


def _mounts(
    container: Container, volumes: Sequence[VolumePlan], parts: Mapping[str, str]
) -> list[dict[str, object]]:
    """Outer folders before inner ones; what Kubernetes writes, containers only read."""
    plans = {plan.name: plan for plan in volumes}
    mounts = []
    for each in sorted(container.volumeMounts or [], key=lambda each: each.mountPath):
        whole = plans[each.name]
        read_only = bool(each.readOnly) or whole.read_only or whole.files is not None
        if each.mountPath in parts:
            mounts.append(bind(parts[each.mountPath], each.mountPath, read_only=read_only))
            continue
        for name, place in _places(each, plans):
            mounts.append(mount(plans[name], place, read_only=read_only))
    return mounts


def _hosts(folder: str, *, read_only: bool) -> dict[str, object]:
    """One /etc/hosts for all containers, as the kubelet writes it."""
    return bind(f"{folder}/{names.HOSTS_FILE}", "/etc/hosts", read_only=read_only)


def _places(wanted: VolumeMount, volumes: Iterable[str]) -> list[tuple[str, str]]:
    """The volume and where it is mounted, then the parts of it that are volumes of their own."""
    name = wanted.name
    if wanted.subPath and (part := sub_path(wanted, {})):
        name = f"{name}/{part}"
    inner = [each for each in volumes if each.startswith(f"{name}/")]
    place = wanted.mountPath.rstrip("/")
    return [(name, wanted.mountPath), *((each, f"{place}{each[len(name) :]}") for each in inner)]


def message_file(pod: Pod, name: str, attempt: int) -> str:
    """Where an attempt at a container writes, in the volume of the Pod's termination messages."""
    slot = [each.name for each in all_containers(pod)].index(name)
    return names.message_file(slot, attempt)


def _message(
    pod: Pod, container: Container, start: ContainerStart, folder: str
) -> dict[str, object]:
    """The file for the container's last words; no container sees the folder that it is in."""
    source = f"{folder}/{message_file(pod, container.name, start.attempt)}"
    return bind(source, container.terminationMessagePath or MESSAGE_PATH)


def _writable(
    container: Container, entry: CatalogueEntry, who: ContainerUser | None
) -> dict[str, str]:
    """Small places to write on a read-only root, unless a volume is there already."""
    taken = {each.mountPath.rstrip("/") for each in container.volumeMounts or []}
    places = {"/tmp": "size=16m,mode=1777", **entry.tmpfs(*((who.uid, who.gid) if who else (0, 0)))}  # noqa: S108 -- inside the container
    return {path: options for path, options in places.items() if path not in taken}
