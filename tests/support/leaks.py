"""The search for containers, volumes, networks and images that a test run leaves on the engine."""

import os
from dataclasses import dataclass, field
from typing import Any

import docker
from docker.errors import DockerException

NODE_LABEL = "podlab.node"


def connect() -> docker.DockerClient | None:
    """A client of the engine that answers, or None."""
    try:
        client = docker.from_env()
        client.ping()
    except DockerException:
        return None
    return client


@dataclass(frozen=True)
class BuiltImage:
    """An image as the engine lists it; another run may remove it at any moment."""

    client: docker.DockerClient
    attrs: dict[str, Any]

    @property
    def name(self) -> str:
        return str((self.attrs.get("RepoTags") or [self.attrs["Id"]])[0])

    def remove(self) -> None:
        self.client.api.remove_image(self.attrs["Id"], force=True)


@dataclass
class Leaks:
    """Knows the nodes whose objects are this run's, and finds what is left of them.

    Under CI nothing else uses the engine, so there every object with the label that was
    not there at the start counts; elsewhere only those of the nodes that tests named.
    """

    client: docker.DockerClient | None = field(default_factory=connect)
    node_ids: set[str] = field(default_factory=set)
    strict: bool = field(default_factory=lambda: bool(os.environ.get("CI")))
    before: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.before = {identity(thing) for thing in self._labelled()}

    def find(self) -> list[Any]:
        """What is left: engine objects of this run's nodes."""
        return [thing for thing in self._labelled() if self._is_ours(thing)]

    def remove(self, things: list[Any]) -> None:
        """Take everything found away, containers first, so that the next run starts clean."""
        for thing in things:
            try:
                if hasattr(thing, "status"):
                    thing.remove(force=True, v=True)
                else:
                    thing.remove()
            except DockerException as error:
                print(f"could not remove {identity(thing)}: {error}")

    def _is_ours(self, thing: Any) -> bool:
        if labels_of(thing).get(NODE_LABEL) in self.node_ids:
            return True
        return self.strict and identity(thing) not in self.before

    def _labelled(self) -> list[Any]:
        if self.client is None:
            return []
        filters: dict[str, str | list[str] | bool] = {"label": NODE_LABEL}
        return [
            *self.client.containers.list(all=True, filters=filters, ignore_removed=True),
            *self.client.volumes.list(filters=filters),
            *self.client.networks.list(filters=filters),
            *(BuiltImage(self.client, each) for each in self.client.api.images(filters=filters)),
        ]


def labels_of(thing: Any) -> dict[str, str]:
    """The labels of a container, a volume or a network."""
    attributes = thing.attrs
    return dict(attributes.get("Labels") or attributes.get("Config", {}).get("Labels") or {})


def identity(thing: Any) -> str:
    """What a person looks for: the kind and the name of an engine object."""
    return f"{type(thing).__name__.lower()} {thing.name}"
