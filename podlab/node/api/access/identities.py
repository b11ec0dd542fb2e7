"""Who can ask: the one administrator, and ServiceAccounts, each at home in one namespace."""

from dataclasses import dataclass

from podlab.pods.objects import JsonObject

AUTHENTICATED = "system:authenticated"
SERVICE_ACCOUNTS = "system:serviceaccounts"


@dataclass(frozen=True)
class User:
    """A name, its groups, and the namespace of a ServiceAccount; "" is at home everywhere."""

    name: str
    groups: tuple[str, ...]
    uid: str = ""
    namespace: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether nothing is refused."""
        return "system:masters" in self.groups

    @property
    def info(self) -> JsonObject:
        """The user as `kubectl auth whoami` shows it."""
        uid = {"uid": self.uid} if self.uid else {}
        return {"username": self.name, **uid, "groups": list(self.groups)}


ADMIN = User("podlab-admin", ("system:masters", AUTHENTICATED))


def service_account(namespace: str, name: str, uid: str) -> User:
    """The user that a ServiceAccount's token stands for, named as in Kubernetes."""
    groups = (SERVICE_ACCOUNTS, f"{SERVICE_ACCOUNTS}:{namespace}", AUTHENTICATED)
    return User(f"system:serviceaccount:{namespace}:{name}", groups, uid, namespace)
