"""A container's environment and command line."""

from collections.abc import Mapping, Sequence

from lightkube.models.core_v1 import Container, Pod

from podlab.node.kubelet.plans.sources import Sources


def environment(pod: Pod, container: Container, address: str, sources: Sources) -> dict[str, str]:
    return {each.name: each.value or "" for each in container.env or []}


def command_line(
    container: Container, known: Mapping[str, str]
) -> tuple[Sequence[str], Sequence[str]]:
    return container.command or [], container.args or []
