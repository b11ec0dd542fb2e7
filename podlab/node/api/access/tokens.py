"""Tokens of ServiceAccounts: signed and not stored, and worth nothing once the account is gone."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import jwt

from podlab.node.api.access.identities import User, service_account
from podlab.node.store import NotFound, Store

if TYPE_CHECKING:
    from jwt.types import Options

ALGORITHM = "HS256"
ISSUER = "podlab"
PRIVATE = "kubernetes.io"  # the claim in which Kubernetes names the account
KEY_BYTES = 32


@dataclass(frozen=True)
class AccountTokens:
    """Signs and reads tokens with one key, which leaves node never."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)

    def sign(
        self, namespace: str, name: str, uid: str, now: datetime, seconds: int
    ) -> tuple[str, datetime]:
        """A token for the account with this uid, and when it ends."""
        begin = now.astimezone(UTC).replace(microsecond=0)
        end = begin + timedelta(seconds=seconds)
        claims = {
            "iss": ISSUER,
            "sub": f"system:serviceaccount:{namespace}:{name}",
            "iat": begin,
            "exp": end,
            "jti": secrets.token_hex(8),
            PRIVATE: {"namespace": namespace, "serviceaccount": {"name": name, "uid": uid}},
        }
        return jwt.encode(claims, self.key, ALGORITHM), end

    def user_of(self, token: str, store: Store, now: datetime) -> User | None:
        """Whom the token stands for; None when it is not ours, ended, or its account is gone."""
        checks: Options = {"verify_exp": False, "verify_iat": False, "require": ["exp", PRIVATE]}
        try:
            claims = jwt.decode(token, self.key, [ALGORITHM], options=checks, issuer=ISSUER)
        except (jwt.InvalidTokenError, ValueError):
            return None
        if now.timestamp() >= claims["exp"]:
            return None
        namespace, account = claims[PRIVATE]["namespace"], claims[PRIVATE]["serviceaccount"]
        try:
            stored = store.get("serviceaccounts", namespace, account["name"])
        except NotFound:
            return None
        metadata = stored["metadata"]
        if metadata["uid"] != account["uid"] or "deletionTimestamp" in metadata:
            return None
        return service_account(namespace, account["name"], account["uid"])
