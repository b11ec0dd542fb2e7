"""ServiceAccounts in the cluster: one for whoever works in a namespace from outside."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from podlab.cluster.client import Cluster
from podlab.cluster.errors import Conflict, NotFound
from podlab.cluster.paths import path_of
from podlab.pods.objects import JsonObject

ACCOUNTS = "serviceaccounts"
EDITS = "edit"  # Kubernetes' own ClusterRole


@dataclass(frozen=True)
class Token:
    """What an account shows, and until when."""

    text: str
    ends_at: datetime


async def make_account(cluster: Cluster, namespace: str, name: str) -> None:
    """Make the account unless it is there, and let it edit what is in its namespace."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}
    with suppress(Conflict):
        await cluster.create(ACCOUNTS, namespace, account)
    path = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/rolebindings"
    with suppress(Conflict, NotFound):  # Podlab's node has no roles to bind: its accounts may
        await cluster.post(path, binding(namespace, name))


async def make_token(cluster: Cluster, namespace: str, name: str, seconds: int) -> Token:
    """A new token of the account."""
    wanted = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {"expirationSeconds": seconds},
    }
    made = await cluster.post(f"{path_of(ACCOUNTS, namespace, name)}/token", wanted)
    status = made["status"]
    return Token(status["token"], datetime.fromisoformat(status["expirationTimestamp"]))


async def remove_account(cluster: Cluster, namespace: str, name: str) -> None:
    """Remove the account; every token of it is worth nothing from now on."""
    with suppress(NotFound):
        await cluster.delete(ACCOUNTS, namespace, name)


def binding(namespace: str, name: str) -> JsonObject:
    """The RoleBinding that a cluster with roles needs."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": name},
        "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}],
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": EDITS,
        },
    }
