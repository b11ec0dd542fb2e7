"""From a manifest to docker's terms; what has no such term is told by `losses`."""

from collections.abc import Iterator, Mapping

from lightkube.models.core_v1 import Container, EmptyDirVolumeSource, Pod, Probe, VolumeMount

from podlab.pods.defaults import default_object
from podlab.pods.expansion import MissingSource, container_environment, expand
from podlab.pods.manifest import Manifest
from podlab.pods.objects import (
    JsonObject,
    containers_of,
    init_containers_of,
    is_sidecar,
    metadata_of,
    pod_of,
    restart_policy_of,
    spec_of,
)
from podlab.pods.quantities import bytes_of, cpu_millis
from podlab.pods.volumes import BadSubPath, Sources, is_rendered, sub_path, volume_files
from podlab.sandbox.exports.docker_pod import (
    DockerContainer,
    DockerPod,
    ExportedFile,
    HealthCheck,
    Mount,
    Role,
)

ADDRESS = "127.0.0.1"  # docker tells no container its address beforehand
LEAST_MEMORY = 6 << 20  # docker accepts no less
EVERYBODY = 0o777  # a kubelet lets every user write into an emptyDir
RESTARTS = {"Always": "always", "OnFailure": "on-failure", "Never": "no"}


def typed_pod(manifest: Manifest) -> Pod:
    """The manifest's Pod with the API server's defaults."""
    return pod_of(default_object("Pod", manifest.of_kind("Pod")[0].object))


def docker_pod(manifest: Manifest) -> DockerPod:
    """The manifest's Pod as docker can run it. What it refers to has to be in the text;
    `missing` names what is not.
    """
    return Translation(manifest).pod()


class Translation:
    """One manifest on its way."""

    def __init__(self, manifest: Manifest) -> None:
        self._pod = typed_pod(manifest)
        self._sources = Sources(
            {each["metadata"]["name"]: each for each in _objects(manifest, "ConfigMap")},
            {each["metadata"]["name"]: each for each in _objects(manifest, "Secret")},
        )
        self._missing: list[str] = []
        self._volumes: dict[str, str] = {}

    def pod(self) -> DockerPod:
        """All of it."""
        spec, name = spec_of(self._pod), metadata_of(self._pod).name or "pod"
        context, dns = spec.securityContext, spec.dnsConfig
        containers = [*self._containers()]
        return DockerPod(
            name=name,
            hostname=spec.hostname or name[:63].rstrip("-."),
            containers=containers,
            files=[*self._files()],
            volumes=self._volumes,
            hosts=[(n, each.ip) for each in spec.hostAliases or [] for n in each.hostnames or []],
            nameservers=(dns.nameservers if dns else None) or (),
            searches=(dns.searches if dns else None) or (),
            sysctls={each.name: each.value for each in (context and context.sysctls) or []},
            ports=[p.containerPort for c in containers_of(self._pod) for p in c.ports or []],
            share_processes=bool(spec.shareProcessNamespace),
            missing=tuple(dict.fromkeys(self._missing)),
        )

    def _containers(self) -> Iterator[DockerContainer]:
        for each in init_containers_of(self._pod):
            yield self._container(each, Role.SIDECAR if is_sidecar(each) else Role.INIT)
        for each in containers_of(self._pod):
            yield self._container(each, Role.MAIN)

    def _container(self, container: Container, role: Role) -> DockerContainer:
        variables = self._variables(container)
        context = container.securityContext
        capabilities = context.capabilities if context else None
        limits = (container.resources and container.resources.limits) or {}
        restart = {Role.INIT: "no", Role.SIDECAR: "always"}.get(
            role, RESTARTS[restart_policy_of(self._pod)]
        )
        return DockerContainer(
            name=container.name,
            image=container.image or "",
            role=role,
            entrypoint=[expand(each, variables) for each in container.command or []],
            args=[expand(each, variables) for each in container.args or []],
            environment=variables,
            mounts=[*self._mounts(container, variables)],
            working_dir=container.workingDir or "",
            user=self._user(container),
            groups=self._groups(),
            memory=max(bytes_of(limits["memory"]), LEAST_MEMORY) if "memory" in limits else 0,
            cpu_millis=max(cpu_millis(limits["cpu"]), 10) if "cpu" in limits else 0,
            cap_add=[*((capabilities and capabilities.add) or [])],
            cap_drop=[*((capabilities and capabilities.drop) or [])],
            read_only=bool(context and context.readOnlyRootFilesystem),
            no_new_privileges=bool(context and context.allowPrivilegeEscalation is False),
            stdin=bool(container.stdin),
            tty=bool(container.tty),
            restart=restart,
            stop_seconds=_grace(self._pod),
            check=health_check(container),
        )

    def _variables(self, container: Container) -> Mapping[str, str]:
        sources = self._sources
        try:
            return container_environment(
                container, self._pod, sources.config_maps, sources.secrets, ADDRESS
            ).variables
        except MissingSource as missing:
            self._missing.append(f"{container.name}: {missing}")
            return {each.name: each.value for each in container.env or [] if each.value}

    def _mounts(self, container: Container, variables: Mapping[str, str]) -> Iterator[Mount]:
        volumes = {each.name: each for each in spec_of(self._pod).volumes or []}
        for mount in sorted(container.volumeMounts or [], key=lambda each: each.mountPath):
            volume = volumes[mount.name]
            part = self._part(container, mount, variables)
            target = mount.mountPath if mount.mountPath.startswith("/") else f"/{mount.mountPath}"
            if is_rendered(volume):
                source = f"{volume.name}/{part}" if part else volume.name
                yield Mount(source, target, read_only=True, is_file=True)
            else:
                name = self._part_of(volume.name, part)
                claim = volume.persistentVolumeClaim
                options = "" if claim else tmpfs_options(volume.emptyDir, self._group())
                self._volumes[name] = options
                read_only = bool(mount.readOnly or (claim and claim.readOnly))
                yield Mount(name, target, read_only=read_only)

    def _part(self, container: Container, mount: VolumeMount, variables: Mapping[str, str]) -> str:
        try:
            return sub_path(mount, variables)
        except BadSubPath as bad:
            self._missing.append(f"{container.name}: {bad}")
            return ""

    def _part_of(self, volume: str, part: str) -> str:
        """A part of a volume is a volume of its own; its name may not be another's."""
        if not part:
            return volume
        return f"{volume}.{''.join(c if c.isalnum() and c.isascii() else '_' for c in part)}"

    def _files(self) -> Iterator[ExportedFile]:
        for volume in spec_of(self._pod).volumes or []:
            try:
                files = volume_files(volume, self._pod, self._sources)
            except MissingSource as missing:
                self._missing.append(f"{volume.name}: {missing}")
                continue
            for each in files or []:
                yield ExportedFile(f"{volume.name}/{each.path}", each.content, each.mode)

    def _user(self, container: Container) -> str:
        uid = self._setting(container, "runAsUser")
        gid = self._setting(container, "runAsGroup")
        if uid is None and gid is None:
            return ""
        return f"{uid or 0}:{gid}" if gid is not None else str(uid)

    def _setting(self, container: Container, name: str) -> int | None:
        own: int | None = getattr(container.securityContext, name, None)
        shared: int | None = getattr(spec_of(self._pod).securityContext, name, None)
        return own if own is not None else shared

    def _group(self) -> int:
        context = spec_of(self._pod).securityContext
        return (context and context.fsGroup) or 0

    def _groups(self) -> list[str]:
        context = spec_of(self._pod).securityContext
        more = (context and context.supplementalGroups) or []
        return [str(each) for each in ([self._group()] if self._group() else []) + more]


def tmpfs_options(source: EmptyDirVolumeSource | None, group: int) -> str:
    """An emptyDir as a tmpfs: the only volume of docker's that everybody may write to at once.

    >>> tmpfs_options(EmptyDirVolumeSource(sizeLimit="1Mi"), 0)
    'mode=0777,size=1048576'
    """
    options = [f"mode={EVERYBODY:04o}"]
    if group:
        options.append(f"gid={group}")
    if source and source.sizeLimit:
        options.append(f"size={bytes_of(source.sizeLimit)}")
    return ",".join(options)


def health_check(container: Container) -> HealthCheck | None:
    """The readiness probe, else the liveness probe, where it runs a command as docker's does."""
    for probe in (container.readinessProbe, container.livenessProbe):
        if probe and probe.exec and probe.exec.command:
            return _check(probe, probe.exec.command)
    return None


def _check(probe: Probe, command: list[str]) -> HealthCheck:
    return HealthCheck(
        command=command,
        interval=probe.periodSeconds or 10,
        timeout=probe.timeoutSeconds or 1,
        retries=probe.failureThreshold or 3,
        start_period=probe.initialDelaySeconds or 0,
    )


def _grace(pod: Pod) -> int:
    grace = spec_of(pod).terminationGracePeriodSeconds
    return 30 if grace is None else grace


def _objects(manifest: Manifest, kind: str) -> Iterator[JsonObject]:
    for each in manifest.of_kind(kind):
        yield default_object(kind, each.object)
