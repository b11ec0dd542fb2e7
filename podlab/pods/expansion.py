"""`$(VAR)` and everything that fills a container's environment.

Source: third_party/forked/golang/expansion/expand.go; kubelet_pods.go, makeEnvironmentVariables.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lightkube.models.core_v1 import Container, EnvVar, EnvVarSource, Pod, ResourceFieldSelector

from podlab.pods.objects import JsonObject, all_containers, metadata_of, spec_of
from podlab.pods.quantities import parse_quantity, round_up

REFERENCE = re.compile(r"\$\$|\$\(([^)]*)\)")
SUBSCRIPT = re.compile(r"metadata\.(labels|annotations)\['(.*)'\]")


class MissingSource(Exception):
    """A ConfigMap, Secret or key that is not there; the text is what the kubelet says of it."""


@dataclass(frozen=True)
class NodeFacts:
    """What a Pod can learn about its node; the amounts stand in for limits that are not set."""

    name: str = "podlab"
    host_ip: str = "10.244.0.1"
    cpu: str = "2"
    memory: str = "4Gi"
    ephemeral_storage: str = "10Gi"

    def allocatable(self, resource: str) -> str:
        """The node's amount of `cpu`, `memory` or `ephemeral-storage`."""
        return str(getattr(self, resource.replace("-", "_")))


@dataclass(frozen=True)
class Environment:
    """The variables that a manifest gives to one container, in their final state."""

    variables: Mapping[str, str]

    def expand(self, text: str) -> str:
        """Text of a command, an argument or a subPathExpr with its `$(VAR)` filled in."""
        return expand(text, self.variables)

    def command_of(self, container: Container) -> tuple[list[str], list[str]]:
        """The container's command and args; an empty list stands for the image's own."""
        command = [self.expand(each) for each in container.command or []]
        return command, [self.expand(each) for each in container.args or []]


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Fill in `$(NAME)`; unknown names stay as they are, and `$$` is the escape for `$`.

    >>> expand("$(A) $(B) $$(A) $A", {"A": "1"})
    '1 $(B) $(A) $A'
    """

    def value(match: re.Match[str]) -> str:
        return "$" if match[1] is None else variables.get(match[1], match[0])

    return REFERENCE.sub(value, text)


def probe_command(container: Container, command: Sequence[str]) -> list[str]:
    """What an exec probe runs. It sees the variables as the manifest spells them: their values
    are not expanded, one that comes from elsewhere is empty, and hooks expand nothing at all.

    Source: kubelet/prober/prober.go, kubelet/container/helpers.go.
    """
    spelled = {each.name: each.value or "" for each in container.env or []}
    return [expand(each, spelled) for each in command]


def container_environment(
    container: Container,
    pod: Pod,
    config_maps: Mapping[str, JsonObject],
    secrets: Mapping[str, JsonObject],
    pod_ip: str,
    node: NodeFacts | None = None,
) -> Environment:
    """The environment of one container; ConfigMaps and Secrets of its namespace by name.

    `envFrom` comes first, a later entry wins, and `$(VAR)` sees only what stands above it.
    Raises `MissingSource`.
    """
    sources = _Sources(pod, container, config_maps, secrets, pod_ip, node or NodeFacts())
    variables = dict(sources.env_from())
    for entry in container.env or []:
        value = sources.value_of(entry, variables)
        if value is not None:
            variables[entry.name] = value
    return Environment(variables)


def field_value(pod: Pod, path: str, pod_ip: str, node: NodeFacts) -> str:
    """What a fieldRef says; a label or annotation that is not there is empty."""
    metadata = metadata_of(pod)
    subscript = SUBSCRIPT.fullmatch(path)
    if subscript:
        values = metadata.labels if subscript[1] == "labels" else metadata.annotations
        return str((values or {}).get(subscript[2], ""))
    return {
        "metadata.name": metadata.name or "",
        "metadata.namespace": metadata.namespace or "default",
        "metadata.uid": metadata.uid or "",
        "spec.nodeName": spec_of(pod).nodeName or node.name,
        "spec.serviceAccountName": spec_of(pod).serviceAccountName or "default",
        "status.podIP": pod_ip,
        "status.podIPs": pod_ip,
        "status.hostIP": node.host_ip,
        "status.hostIPs": node.host_ip,
    }.get(path, "")


def resource_value(container: Container, reference: ResourceFieldSelector, node: NodeFacts) -> str:
    """What a resourceFieldRef says: the amount in its divisors, rounded up."""
    kind, _, name = reference.resource.partition(".")
    resources = container.resources
    given = (resources.limits if kind == "limits" else resources.requests) if resources else {}
    missing = node.allocatable(name) if kind == "limits" else "0"
    amount = parse_quantity((given or {}).get(name, missing))
    return str(round_up(amount, parse_quantity(reference.divisor or "0") or Fraction(1)))


@dataclass(frozen=True)
class _Sources:
    """Everything that a variable of one container can be taken from."""

    pod: Pod
    container: Container
    config_maps: Mapping[str, JsonObject]
    secrets: Mapping[str, JsonObject]
    pod_ip: str
    node: NodeFacts

    def env_from(self) -> Iterator[tuple[str, str]]:
        """All keys of the sources of `envFrom`, with their prefix."""
        for entry in self.container.envFrom or []:
            for kind, reference in (("configmap", entry.configMapRef), ("secret", entry.secretRef)):
                if reference is None:
                    continue
                data = self._data(kind, reference.name or "", optional=bool(reference.optional))
                for key in sorted(data or {}):
                    yield f"{entry.prefix or ''}{key}", (data or {})[key]

    def value_of(self, entry: EnvVar, above: Mapping[str, str]) -> str | None:
        """The value of one entry; None where an optional source is missing."""
        if entry.value:
            return expand(entry.value, above)
        return self._from(entry.valueFrom) if entry.valueFrom else ""

    def _from(self, source: EnvVarSource) -> str | None:
        if source.fieldRef:
            return field_value(self.pod, source.fieldRef.fieldPath, self.pod_ip, self.node)
        if source.resourceFieldRef:
            container = self._container(source.resourceFieldRef.containerName)
            return resource_value(container, source.resourceFieldRef, self.node)
        if source.configMapKeyRef:
            reference = source.configMapKeyRef
            optional = bool(reference.optional)
            return self._key("configmap", reference.name, reference.key, optional=optional)
        if source.secretKeyRef:
            secret = source.secretKeyRef
            return self._key("secret", secret.name, secret.key, optional=bool(secret.optional))
        return ""

    def _key(self, kind: str, name: str | None, key: str, *, optional: bool) -> str | None:
        data = self._data(kind, name or "", optional=optional)
        if data is not None and key in data:
            return data[key]
        if optional:
            return None
        title = "ConfigMap" if kind == "configmap" else "Secret"
        namespace = metadata_of(self.pod).namespace or "default"
        raise MissingSource(f"couldn't find key {key} in {title} {namespace}/{name}")

    def _data(self, kind: str, name: str, *, optional: bool) -> dict[str, str] | None:
        objects = self.config_maps if kind == "configmap" else self.secrets
        if name not in objects:
            if optional:
                return None
            raise MissingSource(f'{kind} "{name}" not found')
        data = objects[name].get("data") or {}
        return dict(data) if kind == "configmap" else {key: _plain(data[key]) for key in data}

    def _container(self, name: str | None) -> Container:
        named = (each for each in all_containers(self.pod) if name and each.name == name)
        return next(named, self.container)


def _plain(encoded: str) -> str:
    return base64.b64decode(encoded).decode(errors="replace")
