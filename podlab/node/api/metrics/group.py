"""The API group of metrics as discovery tells it."""

from podlab.pods.objects import JsonObject

GROUP, VERSION = "metrics.k8s.io", "v1beta1"
PODS, VERBS = "pods", ["get", "list"]

AGGREGATED: JsonObject = {
    "metadata": {"name": GROUP},
    "versions": [
        {
            "version": VERSION,
            "freshness": "Current",
            "resources": [
                {
                    "resource": PODS,
                    "responseKind": {"group": GROUP, "version": VERSION, "kind": "PodMetrics"},
                    "scope": "Namespaced",
                    "singularResource": "",
                    "verbs": VERBS,
                }
            ],
        }
    ],
}
LEGACY_VERSION: JsonObject = {"groupVersion": f"{GROUP}/{VERSION}", "version": VERSION}
LEGACY: JsonObject = {
    "name": GROUP,
    "versions": [LEGACY_VERSION],
    "preferredVersion": LEGACY_VERSION,
}
RESOURCES: list[JsonObject] = [
    {
        "name": PODS,
        "singularName": "",
        "namespaced": True,
        "kind": "PodMetrics",
        "verbs": VERBS,
    }
]
