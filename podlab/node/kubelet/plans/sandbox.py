"""A Pod's pause container: its names, its address and what its resolver says."""

from collections.abc import Sequence

from lightkube.models.core_v1 import Pod

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import Limits
from podlab.node.engine.bodies.sandbox import NOBODY_ANSWERS, SandboxPlan
from podlab.node.engine.bodies.volumes import VolumePlan, messages_mount, pause_mounts
from podlab.pods.hosts import CLUSTER_DOMAIN, hostname, hosts_file
from podlab.pods.objects import metadata_of, spec_of


def sandbox_plan(
    pod: Pod,
    labels: dict[str, str],
    attempt: int,
    address: str,
    volumes: Sequence[VolumePlan],
    together: Limits | None = None,
) -> SandboxPlan:
    """What the engine is asked for; `attempt` counts the Pod's pause containers from 0."""
    nameservers, searches, options = _dns(pod)
    return SandboxPlan(
        labels={**labels, names.ATTEMPT: str(attempt)},
        address=address,
        hostname=hostname(pod),
        hosts=hosts_file(pod, address),
        mounts=[*pause_mounts(volumes), messages_mount(metadata_of(pod).uid or "", labels)],
        nameservers=nameservers,
        searches=searches,
        dns_options=options,
        sysctls=_sysctls(pod),
        pod=together,
    )


def _dns(pod: Pod) -> tuple[list[str], list[str], list[str]]:
    """Nameservers, searches and options. Nobody answers at the cluster's nameserver here.

    What dnsConfig says comes after what the policy says; an option replaces its namesake.
    Source: kubernetes pkg/kubelet/network/dns/dns.go, appendDNSConfig.
    """
    spec = spec_of(pod)
    servers = [] if spec.dnsPolicy == "None" else [NOBODY_ANSWERS]
    searches, options = [], {}
    if spec.dnsPolicy in {None, "ClusterFirst", "ClusterFirstWithHostNet"}:
        service = f"svc.{CLUSTER_DOMAIN}"
        searches = [f"{metadata_of(pod).namespace}.{service}", service, CLUSTER_DOMAIN]
        options = {"ndots": "ndots:5"}
    config = spec.dnsConfig
    if config is not None:
        servers += config.nameservers or []
        searches += config.searches or []
        for each in config.options or []:
            options[str(each.name)] = f"{each.name}:{each.value}" if each.value else str(each.name)
    return list(dict.fromkeys(servers)), list(dict.fromkeys(searches)), list(options.values())


def _sysctls(pod: Pod) -> dict[str, str]:
    context = spec_of(pod).securityContext
    return {each.name: each.value for each in (context.sysctls if context else None) or []}
