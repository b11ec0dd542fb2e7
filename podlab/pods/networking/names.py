"""The names in the DNS by which other Pods find a Pod that a Service selects.

Source: kubernetes docs, DNS for Services and Pods; headless Services resolve to Pods' addresses.
"""

from collections.abc import Iterable

from lightkube.models.core_v1 import Pod

from podlab.pods.hosts import CLUSTER_DOMAIN, full_name
from podlab.pods.objects import JsonObject, metadata_of, spec_of


def names_of(pod: Pod, services: Iterable[JsonObject]) -> tuple[str, ...]:
    """Full names; shorter ones come of the search list in resolv.conf, as in a cluster.

    A Pod with hostname and subdomain has one of its own under the Service of that name.
    """
    labels = metadata_of(pod).labels or {}
    found = [each for each in services if selects(each, labels)]
    names = [service_name(each) for each in found]
    spec = spec_of(pod)
    if spec.hostname and spec.subdomain in {each["metadata"]["name"] for each in found}:
        names.append(full_name(pod))
    return tuple(sorted(names))


def selects(service: JsonObject, labels: JsonObject) -> bool:
    """Whether a Pod with these labels belongs to the Service; without a selector none does."""
    selector = service.get("spec", {}).get("selector") or {}
    return bool(selector) and selector.items() <= labels.items()


def service_name(service: JsonObject) -> str:
    """The Service's full name."""
    metadata = service["metadata"]
    return f"{metadata['name']}.{metadata['namespace']}.svc.{CLUSTER_DOMAIN}"
