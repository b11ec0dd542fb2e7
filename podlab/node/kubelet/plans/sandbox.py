"""A Pod's pause container: its names, its address and what its resolver says."""

from collections.abc import Sequence

from lightkube.models.core_v1 import Pod

from podlab.node.engine import names
from podlab.node.engine.bodies.sandbox import NOBODY_ANSWERS, SandboxPlan
from podlab.node.engine.bodies.volumes import VolumePlan, messages_mount, pause_mounts
from podlab.pods.objects import metadata_of, spec_of

CLUSTER_DOMAIN = "cluster.local"


def sandbox_plan(
    pod: Pod,
    labels: dict[str, str],
    attempt: int,
    address: str,
    volumes: Sequence[VolumePlan],
) -> SandboxPlan:
    """What the engine is asked for; `attempt` counts the Pod's pause containers from 0."""
    host = hostname(pod)
    nameservers, searches, options = _dns(pod)
    return SandboxPlan(
        labels={**labels, names.ATTEMPT: str(attempt)},
        address=address,
        hostname=host,
        mounts=[*pause_mounts(volumes), messages_mount(metadata_of(pod).uid or "", labels)],
        hosts=[*_own_names(pod, host, address), *_aliases(pod)],
        nameservers=nameservers,
        searches=searches,
        dns_options=options,
        sysctls=_sysctls(pod),
    )


def hostname(pod: Pod) -> str:
    """spec.hostname or the Pod's name, as far as a hostname goes."""
    return (spec_of(pod).hostname or metadata_of(pod).name or "pod")[:63].rstrip("-.")


def _own_names(pod: Pod, host: str, address: str) -> list[tuple[str, str]]:
    subdomain = spec_of(pod).subdomain
    if not subdomain:
        return [(host, address)]
    full = f"{host}.{subdomain}.{metadata_of(pod).namespace}.svc.{CLUSTER_DOMAIN}"
    return [(full, address), (host, address)]


def _aliases(pod: Pod) -> list[tuple[str, str]]:
    aliases = spec_of(pod).hostAliases or []
    return [(name, alias.ip) for alias in aliases for name in alias.hostnames or []]


def _dns(pod: Pod) -> tuple[list[str], list[str], list[str]]:
    """Nameservers, searches and options. Nobody answers at the cluster's nameserver here."""
    spec = spec_of(pod)
    servers, searches, options = [NOBODY_ANSWERS], [], []
    if spec.dnsPolicy in {None, "ClusterFirst", "ClusterFirstWithHostNet"}:
        service = f"svc.{CLUSTER_DOMAIN}"
        searches = [f"{metadata_of(pod).namespace}.{service}", service, CLUSTER_DOMAIN]
        options = ["ndots:5"]
    config = spec.dnsConfig
    if config is None:
        return servers, searches, options
    own = list(config.nameservers or [])
    servers = own if spec.dnsPolicy == "None" else [*servers, *own]
    searches += config.searches or []
    options += [f"{each.name}:{each.value}" if each.value else str(each.name)
                for each in config.options or []]  # fmt: skip
    return servers, searches, options


def _sysctls(pod: Pod) -> dict[str, str]:
    context = spec_of(pod).securityContext
    return {each.name: each.value for each in (context.sysctls if context else None) or []}
