"""A Pod's names, and the /etc/hosts that tells its containers of them.

Source: kubernetes pkg/kubelet/kubelet_pods.go, GeneratePodHostNameAndDomain and
managedHostsFileContent.
"""

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import metadata_of, spec_of

CLUSTER_DOMAIN = "cluster.local"
LONGEST_HOSTNAME = 63
LONGEST_FULL_NAME = 64
HEADER = """\
# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
"""


def short_name(pod: Pod) -> str:
    """spec.hostname or the Pod's name, as far as a hostname goes."""
    name = spec_of(pod).hostname or metadata_of(pod).name or "pod"
    return name[:LONGEST_HOSTNAME].rstrip("-.")


def full_name(pod: Pod) -> str:
    """The name with its domain; just the short name where there is no subdomain."""
    subdomain = spec_of(pod).subdomain
    if not subdomain:
        return short_name(pod)
    return f"{short_name(pod)}.{subdomain}.{metadata_of(pod).namespace}.svc.{CLUSTER_DOMAIN}"


def hostname(pod: Pod) -> str:
    """What the containers are told by `hostname`."""
    return full_name(pod) if spec_of(pod).setHostnameAsFQDN else short_name(pod)


def hosts_file(pod: Pod, address: str) -> str:
    """The text of /etc/hosts."""
    short, full = short_name(pod), full_name(pod)
    own = short if full == short else f"{full}\t{short}"
    lines = [f"{address}\t{own}"]
    aliases = spec_of(pod).hostAliases or []
    if aliases:
        lines += ["", "# Entries added by HostAliases."]
        lines += ["\t".join([each.ip, *(each.hostnames or [])]) for each in aliases]
    return HEADER + "".join(f"{line}\n" for line in lines)
