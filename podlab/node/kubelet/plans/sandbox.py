"""A Pod's pause container: its names, its address and what its resolver says."""

from lightkube.models.core_v1 import Pod

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import Limits
from podlab.node.engine.bodies.sandbox import ENGINES_DNS, NOBODY_ANSWERS, SandboxPlan
from podlab.node.engine.bodies.volumes import messages_mount, pause_mounts
from podlab.node.kubelet.plans.containers import PodPlan
from podlab.pods.hosts import CLUSTER_DOMAIN, hostname, hosts_file
from podlab.pods.objects import metadata_of, spec_of


def sandbox_plan(plan: PodPlan, attempt: int, together: Limits | None = None) -> SandboxPlan:
    """What the engine is asked for; `attempt` counts the Pod's pause containers from 0."""
    pod, labels, address = plan.pod, plan.labels, plan.address
    nameservers, searches, options = _dns(pod, ENGINES_DNS if plan.interface else NOBODY_ANSWERS)
    return SandboxPlan(
        labels={**labels, names.ATTEMPT: str(attempt)},
        address=address,
        hostname=hostname(pod),
        interface=plan.interface,
        hosts=hosts_file(pod, address),
        mounts=[*pause_mounts(plan.volumes), messages_mount(metadata_of(pod).uid or "", labels)],
        nameservers=nameservers,
        searches=searches,
        dns_options=options,
        sysctls=_sysctls(pod),
        runtime=spec_of(pod).runtimeClassName or "",
        pod=together,
    )


def _dns(pod: Pod, cluster: str) -> tuple[list[str], list[str], list[str]]:
    """Nameservers, searches and options. The node itself has no nameserver for its Pods.

    What dnsConfig says comes after what the policy says; an option replaces its namesake.
    Source: kubernetes pkg/kubelet/network/dns/dns.go, appendDNSConfig.
    """
    spec = spec_of(pod)
    servers = [] if spec.dnsPolicy == "None" else [NOBODY_ANSWERS]
    searches, options = [], {}
    if spec.dnsPolicy in {None, "ClusterFirst", "ClusterFirstWithHostNet"}:
        servers = [cluster]
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
