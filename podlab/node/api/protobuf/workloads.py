"""Field numbers of what `kubectl create deployment` and `kubectl autoscale` send.

Source: apps/v1, autoscaling/v2 and core/v1, generated.proto of k8s.io/api 1.32.
"""

from podlab.node.api.protobuf.schema import Field, Message

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
POD_SPEC: Message = {
    2: Field("containers", "Container", repeated=True),
    3: Field("restartPolicy"),
    4: Field("terminationGracePeriodSeconds", "int", pointer=True),
    5: Field("activeDeadlineSeconds", "int", pointer=True),
    6: Field("dnsPolicy"),
    7: Field("nodeSelector", mapping=True),
    8: Field("serviceAccountName"),
    10: Field("nodeName"),
    16: Field("hostname"),
    17: Field("subdomain"),
    19: Field("schedulerName"),
    20: Field("initContainers", "Container", repeated=True),
    27: Field("shareProcessNamespace", "bool", pointer=True),
}
CONTAINER: Message = {
    1: Field("name"),
    2: Field("image"),
    3: Field("command", repeated=True),
    4: Field("args", repeated=True),
    5: Field("workingDir"),
    6: Field("ports", "ContainerPort", repeated=True),
    7: Field("env", "EnvVar", repeated=True),
    8: Field("resources", "ResourceRequirements"),
    13: Field("terminationMessagePath"),
    14: Field("imagePullPolicy"),
    16: Field("stdin", "bool"),
    17: Field("stdinOnce", "bool"),
    18: Field("tty", "bool"),
    20: Field("terminationMessagePolicy"),
    24: Field("restartPolicy", pointer=True),
}
CONTAINER_PORT: Message = {
    1: Field("name"),
    2: Field("hostPort", "int"),
    3: Field("containerPort", "int"),
    4: Field("protocol"),
    5: Field("hostIP"),
}
AUTOSCALER_SPEC: Message = {
    1: Field("scaleTargetRef", "CrossVersionObjectReference"),
    2: Field("minReplicas", "int", pointer=True),
    3: Field("maxReplicas", "int"),
    4: Field("metrics", "MetricSpec", repeated=True),
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
    "IntOrString": {1: Field("type", "int"), 2: Field("intVal", "int"), 3: Field("strVal")},
    "PodTemplateSpec": {1: Field("metadata", "ObjectMeta"), 2: Field("spec", "PodSpec")},
    "PodSpec": POD_SPEC,
    "Container": CONTAINER,
    "ContainerPort": CONTAINER_PORT,
    "EnvVar": {1: Field("name"), 2: Field("value")},
    "ResourceRequirements": {
        1: Field("limits", "quantity", mapping=True),
        2: Field("requests", "quantity", mapping=True),
    },
    "Quantity": {1: Field("string")},
    "HorizontalPodAutoscalerSpec": AUTOSCALER_SPEC,
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
}
