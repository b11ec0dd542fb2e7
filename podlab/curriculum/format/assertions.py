"""What can be asserted of a running scene: the closed list, each with its parameters."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from podlab.curriculum.format.values import (
    Bytes,
    Duration,
    InFolder,
    Number,
    Origin,
    Part,
    Place,
    StepId,
    Text,
)


class PodIs(Part):
    """A Pod's phase, or that it is there at all."""

    of: Place
    phase: Literal["Pending", "Running", "Succeeded", "Failed"] | None = None
    reason: str | None = None
    exists: bool = True


class ContainerIs(Part):
    """A container's state. `restarts` is exact, `min_restarts` at least."""

    of: Place
    state: Literal["waiting", "running", "terminated"] | None = None
    reason: str | None = None
    exit_code: int | None = None
    restarts: int | None = None
    min_restarts: int | None = None
    ready: bool | None = None
    unchanged: Literal["id", "start"] | None = None  # since the scene began


class NamespaceIs(Part):
    """Whether containers see one namespace of a kind."""

    kind: Literal["net", "ipc", "uts", "pid", "mnt", "user", "cgroup"]
    same: tuple[Place, ...] = ()
    different: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def names_two(self) -> Self:
        if bool(self.same) == bool(self.different) or len(self.same or self.different) < 2:
            raise ValueError("give two or more places, either as same or as different")
        return self


class TcpIs(Part):
    """How a connection attempt from a container ends. `to` is host:port; a Pod's name is its IP."""

    source: Place = Field(alias="from")
    to: str
    expect: Literal["open", "refused", "timeout", "unreachable"]


class HttpIs(Part):
    """An HTTP request from a container (or from `outside`, to a Pod's port) and its answer."""

    source: Origin = Field(alias="from")
    url: str
    status: int | None = 200
    body_contains: str | None = None
    header: dict[str, str] = Field(default_factory=dict)


class ListenIs(Part):
    """A socket that listens in a container's network namespace."""

    place: Place = Field(alias="in")
    port: Number
    address: str | None = None
    by: str | None = None
    exists: bool = True


class FileIs(Part):
    """A file as a container sees it."""

    place: Place = Field(alias="in")
    path: str
    exists: bool = True
    content: str | None = None
    contains: str | None = None
    sha256: str | None = None
    same_inode_as: Place | None = None  # a container that sees the same file, at `same_path`
    same_path: str | None = None
    writable: bool | None = None


class VolumeIs(Part):
    """A volume of a Pod: where it is mounted, its medium, and whether it outlived something."""

    of: Place
    name: str
    mounted_in: tuple[str, ...] = ()
    medium: Literal["disk", "Memory"] | None = None
    survives: Literal["restart", "delete"] | None = None


class LogSays(Part):
    """A line of a container's log; `previous` is that of the attempt before."""

    place: Place = Field(alias="in")
    contains: str
    previous: bool = False
    since: Literal["start", "step"] = "start"


class ExecSays(Part):
    """What a command in a container says."""

    place: Place = Field(alias="in")
    command: tuple[str, ...] = Field(min_length=1)
    exit_code: int | None = 0
    stdout: str | None = None  # contained in it


class TrafficSeen(Part):
    """What was seen on a network interface since the scene began, or since the step."""

    pod: Place
    iface: Literal["lo", "eth0"] = "lo"
    source: str | None = Field(default=None, alias="from")  # container names, or a Pod elsewhere
    to: str | None = None
    port: Number | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    refused: bool | None = None
    min: int = 1
    max: int | None = None
    since: Literal["start", "step"] = "start"


class ImageIs(Part):
    """The image of a container, or one that the scene builds."""

    of: Place
    min_size: Bytes | None = None
    max_size: Bytes | None = None
    user: str | None = None
    layers_max: int | None = None
    has_shell: bool | None = None
    secret_absent: str | None = None
    packages_max: int | None = None  # these of an image that is built
    executables_max: int | None = None
    setuid_max: int | None = None
    findings_max: int | None = None  # of hadolint, in its Dockerfile
    efficiency_min: int | None = Field(default=None, ge=0, le=100)  # percent, as dive says


class RuntimeIs(Part):
    """The RuntimeClass of a container's Pod, and whether the container sees the node's kernel."""

    of: Place
    name: str | None = None
    kernel: Literal["same", "different"] | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if self.name is None and self.kernel is None:
            raise ValueError("give a name, or a kernel")
        return self


class ProcessIs(Part):
    """A process in a container: the first, or the one whose command line contains `cmd`."""

    place: Place = Field(alias="in")
    cmd: str | None = None
    exists: bool = True
    uid: int | None = None
    not_root: bool | None = None
    caps_effective: str | None = None  # 16 hexadecimal digits, or 0
    cwd: str | None = None


class EnvIs(Part):
    """A variable in the environment of a container's first process."""

    place: Place = Field(alias="in")
    name: str
    value: str | None = None
    exists: bool = True


class SpecIs(Part):
    """A field of the Pod as it was sent; only where no effect can be observed."""

    of: Place
    path: str
    equals: Any = None
    exists: bool | None = None


class IpIs(Part):
    """Whether Pods or containers have one IP address; `since_start` compares with the beginning."""

    same: tuple[Place, ...] = ()
    different: tuple[Place, ...] = ()
    since_start: bool = False


class CountIs(Part):
    """How many run: Pods of a unit, or containers of it (`with_pause` counts those as well)."""

    of: Place
    pods: Number | None = None
    containers: Number | None = None
    with_pause: bool = False
    unit: Literal["running", "ready", "all"] = "running"


class StopIs(Part):
    """How a container that was told to stop has ended."""

    of: Place
    graceful: bool | None = None
    within: Duration | None = None
    exit_code: int | None = None


class AnswerIs(Part):
    """What the learner typed in a step, against a value that is measured now by a command."""

    step: StepId
    place: Place = Field(alias="in")
    command: tuple[str, ...] = Field(min_length=1)


class ScriptSays(Part):
    """A script of the exercise, run in a verifier container of Podlab's own beside the Pod."""

    run: InFolder
    pod: Place
    with_: dict[str, str] = Field(default_factory=dict, alias="with")


class Assertion(Part):
    """Exactly one of these. `title` names it among several, as an outcome."""

    title: Text | None = None
    pod: PodIs | None = None
    container: ContainerIs | None = None
    namespace: NamespaceIs | None = None
    tcp: TcpIs | None = None
    http: HttpIs | None = None
    listen: ListenIs | None = None
    file: FileIs | None = None
    volume: VolumeIs | None = None
    log: LogSays | None = None
    exec: ExecSays | None = None
    traffic: TrafficSeen | None = None
    image: ImageIs | None = None
    runtime: RuntimeIs | None = None
    process: ProcessIs | None = None
    env: EnvIs | None = None
    spec: SpecIs | None = None
    ip: IpIs | None = None
    count: CountIs | None = None
    stop: StopIs | None = None
    answer: AnswerIs | None = None
    script: ScriptSays | None = None
    all: tuple["Assertion", ...] | None = None
    any: tuple["Assertion", ...] | None = None
    not_: "Assertion | None" = Field(default=None, alias="not")

    @model_validator(mode="after")
    def is_one(self) -> Self:
        if len(self.named) != 1:
            raise ValueError("give exactly one assertion; several go under all or any")
        return self

    @property
    def named(self) -> dict[str, Any]:
        """The one assertion by its name in the format: `{"tcp": TcpIs(...)}`."""
        fields = {name.rstrip("_"): getattr(self, name) for name in type(self).model_fields}
        return {k: v for k, v in fields.items() if v is not None and k != "title"}
