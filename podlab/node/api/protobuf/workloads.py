"""Field numbers of what `kubectl create deployment` and `kubectl autoscale` send.

Source: apps/v1 and autoscaling/v2, generated.proto of k8s.io/api 1.32.
"""

from podlab.node.api.protobuf.layout import Field, Message

METADATA_AND_SPEC = {1: Field("metadata", "ObjectMeta"), 3: Field("status", "ignored")}
DEPLOYMENT: Message = {**METADATA_AND_SPEC, 2: Field("spec", "DeploymentSpec")}
AUTOSCALER: Message = {**METADATA_AND_SPEC, 2: Field("spec", "HorizontalPodAutoscalerSpec")}
DEPLOYMENT_SPEC: Message = {
    1: Field("replicas", "int", pointer=True),
    2: Field("selector", "LabelSelector", pointer=True),
    3: Field("template", "PodTemplateSpec"),
    4: Field("strategy", "DeploymentStrategy"),
    5: Field("minReadySeconds", "int"),
    6: Field("revisionHistoryLimit", "int", pointer=True),
    7: Field("paused", "bool"),
    9: Field("progressDeadlineSeconds", "int", pointer=True),
}
AUTOSCALER_SPEC: Message = {
    1: Field("scaleTargetRef", "CrossVersionObjectReference"),
    2: Field("minReplicas", "int", pointer=True),
    3: Field("maxReplicas", "int"),
    4: Field("metrics", "MetricSpec", repeated=True),
}
AUTOSCALER_V1: Message = {
    **METADATA_AND_SPEC,
    2: Field("spec", "HorizontalPodAutoscalerSpecV1"),
}
AUTOSCALER_SPEC_V1: Message = {
    1: Field("scaleTargetRef", "CrossVersionObjectReference"),
    2: Field("minReplicas", "int", pointer=True),
    3: Field("maxReplicas", "int"),
    4: Field("targetCPUUtilizationPercentage", "int", pointer=True),
}
METRIC_TARGET: Message = {
    1: Field("type"),
    2: Field("value", "quantity", pointer=True),
    3: Field("averageValue", "quantity", pointer=True),
    4: Field("averageUtilization", "int", pointer=True),
}
WORKLOAD_MESSAGES: dict[str, Message] = {
    "DeploymentSpec": DEPLOYMENT_SPEC,
    "LabelSelector": {
        1: Field("matchLabels", mapping=True),
        2: Field("matchExpressions", "LabelSelectorRequirement", repeated=True),
    },
    "LabelSelectorRequirement": {
        1: Field("key"),
        2: Field("operator"),
        3: Field("values", repeated=True),
    },
    "DeploymentStrategy": {
        1: Field("type"),
        2: Field("rollingUpdate", "RollingUpdateDeployment", pointer=True),
    },
    "RollingUpdateDeployment": {
        1: Field("maxUnavailable", "int-or-string", pointer=True),
        2: Field("maxSurge", "int-or-string", pointer=True),
    },
    "HorizontalPodAutoscalerSpec": AUTOSCALER_SPEC,
    "HorizontalPodAutoscalerSpecV1": AUTOSCALER_SPEC_V1,
    "CrossVersionObjectReference": {1: Field("kind"), 2: Field("name"), 3: Field("apiVersion")},
    "MetricSpec": {
        1: Field("type"),
        4: Field("resource", "ResourceMetricSource", pointer=True),
    },
    "ResourceMetricSource": {1: Field("name"), 2: Field("target", "MetricTarget")},
    "MetricTarget": METRIC_TARGET,
}
WORKLOAD_OBJECTS: dict[tuple[str, str], Message] = {
    ("apps/v1", "Deployment"): DEPLOYMENT,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): AUTOSCALER,
    ("autoscaling/v1", "HorizontalPodAutoscaler"): AUTOSCALER_V1,
}
