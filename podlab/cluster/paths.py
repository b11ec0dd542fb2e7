"""Where the resources of the Pod API are, and what its answers carry in their headers."""

from collections.abc import Iterator

import httpx2

GROUPS = {
    "deployments": "apps/v1",
    "replicasets": "apps/v1",
    "horizontalpodautoscalers": "autoscaling/v2",
    "runtimeclasses": "node.k8s.io/v1",
}


def path_of(resource: str, namespace: str = "", name: str = "") -> str:
    """The path of a resource, of all namespaces when none is named.

    >>> path_of("deployments", "default", "web")
    '/apis/apps/v1/namespaces/default/deployments/web'
    """
    group = ["apis", GROUPS[resource]] if resource in GROUPS else ["api", "v1"]
    parts = ["", *group, *(["namespaces", namespace] if namespace else []), resource]
    return "/".join([*parts, name] if name else parts)


def warnings_of(response: httpx2.Response) -> Iterator[str]:
    """The texts of the Warning headers, `299 - "text"` each (RFC 7234, 5.5)."""
    for header in response.headers.get_list("warning"):
        _, _, quoted = header.partition('"')
        yield quoted.removesuffix('"').replace('\\"', '"').replace("\\\\", "\\")
