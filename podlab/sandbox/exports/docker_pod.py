"""A Pod in docker's terms: what each container is started with, and what holds them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FILES = "files"  # the folder beside an export that holds what ConfigMaps and Secrets say


class Role(StrEnum):
    """When a container runs: before the others and to its end, beside them, or as one of them."""

    INIT = "init"
    SIDECAR = "sidecar"
    MAIN = "main"


@dataclass(frozen=True)
class Mount:
    """A volume by its name at a place; or, with `is_file`, a path below the folder of files."""

    source: str
    target: str
    read_only: bool = False
    is_file: bool = False


@dataclass(frozen=True)
class HealthCheck:
    """A probe that docker can run as it is: a command, with a kubelet's numbers."""

    command: Sequence[str]
    interval: int
    timeout: int
    retries: int
    start_period: int


@dataclass(frozen=True)
class DockerContainer:
    """One container; an empty field leaves docker's default. `restart` is docker's word."""

    name: str
    image: str
    role: Role = Role.MAIN
    entrypoint: Sequence[str] = ()
    args: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    mounts: Sequence[Mount] = ()
    working_dir: str = ""
    user: str = ""
    groups: Sequence[str] = ()
    memory: int = 0
    cpu_millis: int = 0
    cap_add: Sequence[str] = ()
    cap_drop: Sequence[str] = ()
    read_only: bool = False
    no_new_privileges: bool = False
    stdin: bool = False
    tty: bool = False
    restart: str = "no"
    stop_seconds: int = 30
    check: HealthCheck | None = None

    @property
    def memory_text(self) -> str:
        """The limit as docker takes it, whole mebibytes where it is some.

        >>> DockerContainer("web", "nginx", memory=64 << 20).memory_text
        '64m'
        """
        whole, rest = divmod(self.memory, 1 << 20)
        return f"{self.memory}b" if rest else f"{whole}m"

    @property
    def cpus_text(self) -> str:
        """The limit in CPUs.

        >>> DockerContainer("web", "nginx", cpu_millis=250).cpus_text
        '0.25'
        """
        return f"{self.cpu_millis / 1000:g}"


@dataclass(frozen=True)
class ExportedFile:
    """A file of a ConfigMap, Secret or downward volume; `path` is below the folder of files."""

    path: str
    content: bytes
    mode: int

    @property
    def text(self) -> str | None:
        """Its content where that is text."""
        try:
            text = self.content.decode()
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text


@dataclass(frozen=True)
class DockerPod:
    """The containers, and what the pause container brings. `volumes` maps a name to the options
    of its tmpfs, empty for a volume on disk that stays.
    """

    name: str
    hostname: str
    containers: Sequence[DockerContainer]
    volumes: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[ExportedFile] = ()
    hosts: Sequence[tuple[str, str]] = ()
    nameservers: Sequence[str] = ()
    searches: Sequence[str] = ()
    sysctls: Mapping[str, str] = field(default_factory=dict)
    ports: Sequence[int] = ()
    share_processes: bool = False
    missing: Sequence[str] = ()

    @property
    def pause(self) -> str:
        """The pause container's name among the others.

        >>> DockerPod("p", "p", [DockerContainer("pause", "busybox")]).pause
        'pause-of-the-pod'
        """
        taken = {each.name for each in self.containers}
        return "pause" if "pause" not in taken else "pause-of-the-pod"
