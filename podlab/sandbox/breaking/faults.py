"""What can be broken in a running Pod, and what to watch for first. Pure."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from podlab.pods.objects import JsonObject
from podlab.pods.quantities import bytes_of
from podlab.sandbox.breaking.predictions import (
    freeze_shows,
    full_volume_shows,
    kill_shows,
    out_of_memory_shows,
    unready_shows,
)

MOST_MEMORY = 512 << 20  # of this machine, which others use as well
MOST_DISK = 256 << 20
BLOCK = 64 << 10
MORE = 4 << 20  # over a volume's limit, so that it is over
FILLER = "filled-by-podlab"
READS = ({"cat"}, {"ls"}, {"test", "-f"}, {"test", "-e"}, {"[", "-f"}, {"[", "-e"})


class Kind(StrEnum):
    """The five faults, and the end of the last one."""

    KILL = "kill"
    FILL = "fill"
    EXHAUST = "exhaust"
    UNREADY = "unready"
    FREEZE = "freeze"
    THAW = "thaw"


@dataclass(frozen=True)
class Fault:
    """One thing to break. `command` runs in the container; without one a signal does it.

    `place` says where in the picture it will show; `kubectl` is empty where kubectl has no word.
    """

    kind: Kind
    container: str
    title: str
    watch: Sequence[str]
    place: str
    docker: str
    kubectl: str = ""
    command: Sequence[str] = ()
    volume: str = ""

    @property
    def key(self) -> str:
        """What a form names it by.

        >>> Fault(Kind.KILL, "web", "", (), "", "").key
        'kill:web'
        """
        return ":".join(filter(None, (self.kind, self.container, self.volume)))


def faults(pod: JsonObject, namespace: str) -> list[Fault]:
    """Those that this Pod offers now: of the containers that run."""
    running = {
        each["name"]: each
        for field in ("initContainerStatuses", "containerStatuses")
        for each in (pod.get("status") or {}).get(field) or []
        if "running" in (each.get("state") or {})
    }
    spec = pod["spec"]
    containers = [
        each
        for field in ("initContainers", "containers")
        for each in spec.get(field) or []
        if each["name"] in running
    ]
    typed = _Typed(pod["metadata"]["name"], namespace)
    found: list[Fault] = []
    for each in containers:
        restarts = int(running[each["name"]].get("restartCount", 0))
        found += typed.of_container(pod, each, restarts)
    for volume in spec.get("volumes") or []:
        found += typed.of_volume(volume, containers)
    order = list(Kind)
    return sorted(found, key=lambda fault: order.index(fault.kind))


def not_offered(found: Sequence[Fault]) -> Iterator[str]:
    """Why a kind of fault is not among them."""
    kinds = {each.kind for each in found}
    if Kind.EXHAUST not in kinds:
        yield _("Exhaust memory: no container has a memory limit that it could hit "
                "(resources.limits.memory).")  # fmt: skip
    if Kind.FILL not in kinds:
        yield _("Fill a volume: no emptyDir has a sizeLimit that it could hit.")
    if Kind.UNREADY not in kinds:
        yield _("Stop being ready: no readiness probe looks for a file that could be taken away.")


@dataclass(frozen=True)
class _Typed:
    """Faults with the commands one would type for them."""

    pod: str
    namespace: str

    def of_container(
        self, pod: JsonObject, container: JsonObject, restarts: int
    ) -> Iterator[Fault]:
        name = container["name"]
        yield Fault(
            Kind.KILL,
            name,
            _("Kill %(name)s") % {"name": name},
            kill_shows(pod, container, restarts),
            _("On %(name)s's tile: the state, and the number of restarts.") % {"name": name},
            f"docker kill {self.pod}_{name}",
        )
        yield from self._memory(container)
        yield from self._readiness(container)
        yield from self._freeze(pod, container)

    def _memory(self, container: JsonObject) -> Iterator[Fault]:
        name = container["name"]
        limit = ((container.get("resources") or {}).get("limits") or {}).get("memory")
        if not limit or bytes_of(limit) > MOST_MEMORY:
            return
        command = ("tail", "/dev/zero")
        yield Fault(
            Kind.EXHAUST,
            name,
            _("Exhaust the memory of %(name)s") % {"name": name},
            out_of_memory_shows(name, limit),
            _("On %(name)s's tile: the memory, then the last state and the restarts.")
            % {"name": name},
            *self._exec(name, command),
        )

    def _readiness(self, container: JsonObject) -> Iterator[Fault]:
        name, probe = container["name"], container.get("readinessProbe") or {}
        file = tested_file((probe.get("exec") or {}).get("command") or [])
        if not file:
            return
        command = ("rm", "-f", "--", file)
        yield Fault(
            Kind.UNREADY,
            name,
            _("Take the file of %(name)s's readiness probe away") % {"name": name},
            unready_shows(name, file, probe),
            _("On %(name)s's tile: not ready; and in the Pod's title bar.") % {"name": name},
            *self._exec(name, command),
        )

    def _freeze(self, pod: JsonObject, container: JsonObject) -> Iterator[Fault]:
        name = container["name"]
        yield Fault(
            Kind.FREEZE,
            name,
            _("Freeze %(name)s") % {"name": name},
            freeze_shows(pod, container),
            _("At %(name)s's sockets: requests that stay without an answer.") % {"name": name},
            f"docker kill --signal STOP {self.pod}_{name}  # and CONT to let it go on",
        )
        yield Fault(
            Kind.THAW,
            name,
            _("Let %(name)s go on after a freeze") % {"name": name},
            (_("What waited is answered now."),),
            _("At %(name)s's sockets: the answers.") % {"name": name},
            f"docker kill --signal CONT {self.pod}_{name}",
        )

    def of_volume(self, volume: JsonObject, containers: list[JsonObject]) -> Iterator[Fault]:
        """The first container that may write there fills it."""
        empty = volume.get("emptyDir") or {}
        limit, name = empty.get("sizeLimit"), volume["name"]
        mounts = [
            (each, mount)
            for each in containers
            for mount in each.get("volumeMounts") or []
            if mount["name"] == name and not mount.get("readOnly")
            if not (mount.get("subPath") or mount.get("subPathExpr"))
        ]
        if not limit or not mounts or bytes_of(limit) > MOST_DISK:
            return
        container, mount = mounts[0]
        blocks = -(-(bytes_of(limit) + MORE) // BLOCK)
        place = mount["mountPath"].rstrip("/")
        command = ("dd", "if=/dev/zero", f"of={place}/{FILLER}", f"bs={BLOCK}", f"count={blocks}")
        in_memory = empty.get("medium") == "Memory"
        yield Fault(
            Kind.FILL,
            container["name"],
            _("Fill the volume %(name)s") % {"name": name},
            full_volume_shows(name, limit, len(mounts), in_memory=in_memory),
            _("At the cylinder %(name)s: what is written; then on the Pod.") % {"name": name},
            *self._exec(container["name"], command),
            volume=name,
        )

    def _exec(self, container: str, command: Sequence[str]) -> tuple[str, str, Sequence[str]]:
        words = shlex.join(command)
        kubectl = f"kubectl -n {self.namespace} exec {self.pod} -c {container} -- {words}"
        return f"docker exec {self.pod}_{container} {words}", kubectl, command


def tested_file(command: Sequence[str]) -> str:
    """The file whose being there is all that the command asks for; "" for any other command.

    >>> tested_file(["cat", "/tmp/ready"]), tested_file(["[", "-f", "/ok", "]"])
    ('/tmp/ready', '/ok')
    >>> tested_file(["sh", "-c", "curl localhost"])
    ''
    """
    words = list(command)
    if words and words[0] == "[" and words[-1] == "]":
        words.pop()
    *program, file = words or [""]
    return file if set(program) in READS and file.startswith("/") else ""
