"""From one Pod to the same containers as separate ones: nothing shared, nobody to look after them.

Each becomes a Pod of its own, which is how a cluster runs a lone container: a network namespace,
an address and volumes of its own. Without restarts, probes and hooks it has no kubelet's care.
"""

import hashlib
from collections.abc import Iterator

from podlab.pods.objects import JsonObject

LONGEST_NAME = 63
CARE = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "restartPolicy")
KEPT_OF_THE_POD = ("securityContext", "imagePullSecrets", "terminationGracePeriodSeconds")
LABEL = "podlab.dev/apart-from"


def separate_pods(pod: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Each container's name and the Pod that runs it alone; init containers are containers too."""
    spec = pod["spec"]
    for field in ("initContainers", "containers"):
        for container in spec.get(field) or []:
            yield container["name"], alone(pod, container)


def alone(pod: JsonObject, container: JsonObject) -> JsonObject:
    """The container in a Pod of its own. Volumes keep their kind, not what others put in them."""
    name, spec = str(pod["metadata"]["name"]), pod["spec"]
    mounted = {mount["name"] for mount in container.get("volumeMounts") or []}
    volumes = [each for each in spec.get("volumes") or [] if each["name"] in mounted]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name_apart(name, container["name"]), "labels": {LABEL: name[:63]}},
        "spec": {
            **{field: spec[field] for field in KEPT_OF_THE_POD if field in spec},
            "hostname": container["name"],
            "restartPolicy": "Never",
            "containers": [{k: v for k, v in container.items() if k not in CARE}],
            **({"volumes": volumes} if volumes else {}),
        },
    }


def name_apart(pod: str, container: str) -> str:
    """A Pod's name that tells both, and that no two containers share.

    >>> name_apart("hello", "web")
    'hello-web-apart'
    """
    name = f"{pod}-{container}-apart"
    if len(name) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(f"{pod}/{container}".encode()).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - 15].rstrip('-.')}-{digest}-apart"
