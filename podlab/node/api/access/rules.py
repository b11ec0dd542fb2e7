"""What a ServiceAccount may do: in its own namespace what Pods need, elsewhere nothing.

The role is Kubernetes' ClusterRole `edit`, as far as its resources are served, with two
differences: `kubectl debug` works, and an account can't make itself a new token.
"""

import re
from dataclasses import dataclass

from podlab.node.api.access.attributes import Attributes
from podlab.node.api.access.identities import User
from podlab.node.api.errors import ApiError
from podlab.node.api.kinds import ALL, READ, STATUS_VERBS
from podlab.node.api.metrics import group as metrics
from podlab.pods.objects import JsonObject


@dataclass(frozen=True)
class Rule:
    """Verbs that are allowed on resources of one API group, as in a Role."""

    group: str
    resources: tuple[str, ...]
    verbs: tuple[str, ...]

    def allows(self, wanted: Attributes) -> bool:
        """Whether this rule lets it through."""
        return (
            wanted.group == self.group
            and wanted.full_resource in self.resources
            and wanted.verb in self.verbs
        )

    @property
    def described(self) -> JsonObject:
        """The rule as `kubectl auth can-i --list` is told it."""
        return {
            "verbs": list(self.verbs),
            "apiGroups": [self.group],
            "resources": list(self.resources),
        }


CONNECT = ("create", "get")
EVERYWHERE = (
    Rule("authentication.k8s.io", ("selfsubjectreviews",), ("create",)),
    Rule(
        "authorization.k8s.io",
        ("selfsubjectaccessreviews", "selfsubjectrulesreviews"),
        ("create",),
    ),
)
AT_HOME = (
    Rule("", ("pods", "configmaps", "secrets", "persistentvolumeclaims", "services"), ALL),
    Rule("", ("pods/attach", "pods/exec", "pods/portforward"), CONNECT),
    Rule("", ("pods/proxy",), ("create", "delete", "get", "patch", "update")),
    Rule("", ("pods/ephemeralcontainers",), STATUS_VERBS),
    Rule("", ("pods/eviction",), ("create",)),
    Rule(
        "",
        ("pods/log", "pods/status", "persistentvolumeclaims/status", "services/status"),
        ("get",),
    ),
    Rule("", ("events", "serviceaccounts"), READ),
    Rule("", ("namespaces",), ("get",)),
    Rule("apps", ("deployments", "replicasets"), ALL),
    Rule("apps", ("deployments/scale", "replicasets/scale"), STATUS_VERBS),
    Rule("apps", ("deployments/status", "replicasets/status"), ("get",)),
    Rule("autoscaling", ("horizontalpodautoscalers",), ALL),
    Rule("autoscaling", ("horizontalpodautoscalers/status",), ("get",)),
    Rule(metrics.GROUP, (metrics.PODS,), tuple(metrics.VERBS)),
)
OPEN_PATHS = re.compile(  # discovery, which says nothing of anybody; every part has its text
    r"/api(/v1)?|/apis(/[^/]+){0,2}|/openapi/v2|/openapi/v3(/.*)?|/(healthz|livez|readyz|version)"
)
PATHS_AS_TOLD = ("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi",
                 "/openapi/*", "/readyz", "/version")  # fmt: skip


def may(user: User, wanted: Attributes) -> bool:
    """Whether the user may do this."""
    if user.is_admin:
        return True
    if not wanted.resource:
        return wanted.verb in ("get", "head") and bool(OPEN_PATHS.fullmatch(wanted.path))
    at_home = bool(user.namespace) and wanted.namespace == user.namespace
    return any(rule.allows(wanted) for rule in (EVERYWHERE + AT_HOME if at_home else EVERYWHERE))


def rules_in(user: User, namespace: str) -> tuple[Rule, ...]:
    """What a ServiceAccount may do in a namespace."""
    return EVERYWHERE + AT_HOME if namespace == user.namespace else EVERYWHERE


def refusal(user: User, wanted: Attributes) -> ApiError:
    """403 in the API server's sentence."""
    if not wanted.resource:
        why = f'User "{user.name}" cannot {wanted.verb} path "{wanted.path}"'
        return ApiError(403, "Forbidden", f"forbidden: {why}")
    where = f'in the namespace "{wanted.namespace}"' if wanted.namespace else "at the cluster scope"
    why = (
        f'User "{user.name}" cannot {wanted.verb} resource "{wanted.full_resource}"'
        f' in API group "{wanted.group}" {where}'
    )
    qualified = f"{wanted.resource}.{wanted.group}" if wanted.group else wanted.resource
    named = f'{qualified} "{wanted.name}"' if wanted.name else qualified
    details = {"name": wanted.name, "group": wanted.group, "kind": wanted.resource}
    told = {key: value for key, value in details.items() if value}
    return ApiError(403, "Forbidden", f"{named} is forbidden: {why}", told)
