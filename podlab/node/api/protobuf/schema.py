"""Field numbers of the messages that kubectl sends only as protobuf, from k8s.io/api 1.32.

A message is a table from field number to Field; a field's `kind` may name another message.
"""

from podlab.node.api.protobuf.layout import Field, Message, layouts

STATUS = Field("status", "ignored")
OBJECT_META: Message = {
    1: Field("name"),
    2: Field("generateName"),
    3: Field("namespace"),
    4: Field("selfLink", "ignored"),
    5: Field("uid"),
    6: Field("resourceVersion"),
    7: Field("generation", "ignored"),
    8: Field("creationTimestamp", "time"),
    9: Field("deletionTimestamp", "time"),
    10: Field("deletionGracePeriodSeconds", "int", pointer=True),
    11: Field("labels", mapping=True),
    12: Field("annotations", mapping=True),
    13: Field("ownerReferences", "OwnerReference", repeated=True),
    14: Field("finalizers", repeated=True),
    17: Field("managedFields", "ignored"),
}
OWNER_REFERENCE: Message = {
    1: Field("kind"),
    3: Field("name"),
    4: Field("uid"),
    5: Field("apiVersion"),
    6: Field("controller", "bool", pointer=True),
    7: Field("blockOwnerDeletion", "bool", pointer=True),
}
CONFIG_MAP: Message = {
    1: Field("metadata", "ObjectMeta"),
    2: Field("data", mapping=True),
    3: Field("binaryData", "bytes", mapping=True),
    4: Field("immutable", "bool", pointer=True),
}
SECRET: Message = {
    1: Field("metadata", "ObjectMeta"),
    2: Field("data", "bytes", mapping=True),
    3: Field("type"),
    4: Field("stringData", mapping=True),
    5: Field("immutable", "bool", pointer=True),
}
NAMESPACE: Message = {
    1: Field("metadata", "ObjectMeta"),
    2: Field("spec", "NamespaceSpec"),
    3: Field("status", "NamespaceStatus"),
}
ACCESS_REVIEW: Message = {
    1: Field("metadata", "ObjectMeta"),
    2: Field("spec", "SelfSubjectAccessReviewSpec"),
    3: STATUS,
}
RESOURCE_ATTRIBUTES: Message = {
    1: Field("namespace"),
    2: Field("verb"),
    3: Field("group"),
    4: Field("version"),
    5: Field("resource"),
    6: Field("subresource"),
    7: Field("name"),
}
MESSAGES: dict[str, Message] = {
    **layouts("""
        ServiceSpec 1:ports=ServicePort[] 2:selector{} 3:clusterIP 4:type 5:externalIPs[]
            7:sessionAffinity 8:loadBalancerIP 9:loadBalancerSourceRanges[] 10:externalName
            11:externalTrafficPolicy 12:healthCheckNodePort=int 13:publishNotReadyAddresses=bool
            14:sessionAffinityConfig=ignored 17:ipFamilyPolicy* 18:clusterIPs[] 19:ipFamilies[]
            20:allocateLoadBalancerNodePorts=bool* 21:loadBalancerClass*
            22:internalTrafficPolicy* 23:trafficDistribution*
        ServicePort 1:name 2:protocol 3:port=int 4:targetPort=int-or-string 5:nodePort=int
            6:appProtocol*
    """),
    "ObjectMeta": OBJECT_META,
    "OwnerReference": OWNER_REFERENCE,
    "NamespaceSpec": {1: Field("finalizers", repeated=True)},
    "NamespaceStatus": {1: Field("phase"), 2: Field("conditions", "ignored")},
    "SelfSubjectAccessReviewSpec": {
        1: Field("resourceAttributes", "ResourceAttributes", pointer=True),
        2: Field("nonResourceAttributes", "NonResourceAttributes", pointer=True),
    },
    "ResourceAttributes": RESOURCE_ATTRIBUTES,
    "NonResourceAttributes": {1: Field("path"), 2: Field("verb")},
    "TokenRequestSpec": {
        1: Field("audiences", repeated=True),
        4: Field("expirationSeconds", "int", pointer=True),
    },
    "SelfSubjectRulesReviewSpec": {1: Field("namespace")},
}
OBJECTS: dict[tuple[str, str], Message] = {
    ("v1", "ConfigMap"): CONFIG_MAP,
    ("v1", "Secret"): SECRET,
    ("v1", "Namespace"): NAMESPACE,
    ("v1", "Service"): {
        1: Field("metadata", "ObjectMeta"),
        2: Field("spec", "ServiceSpec"),
        3: STATUS,
    },
    ("v1", "ServiceAccount"): {
        1: Field("metadata", "ObjectMeta"),
        4: Field("automountServiceAccountToken", "bool", pointer=True),
    },
    ("authentication.k8s.io/v1", "TokenRequest"): {
        1: Field("metadata", "ObjectMeta"),
        2: Field("spec", "TokenRequestSpec"),
        3: STATUS,
    },
    ("authorization.k8s.io/v1", "SelfSubjectAccessReview"): ACCESS_REVIEW,
    ("authorization.k8s.io/v1", "SelfSubjectRulesReview"): {
        1: Field("metadata", "ObjectMeta"),
        2: Field("spec", "SelfSubjectRulesReviewSpec"),
        3: STATUS,
    },
    ("authentication.k8s.io/v1", "SelfSubjectReview"): {
        1: Field("metadata", "ObjectMeta"),
        2: STATUS,
    },
}
