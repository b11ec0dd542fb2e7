"""Bearer tokens: nobody without one gets further than the health checks and the version.

One token is the administrator's; the others are those of ServiceAccounts, who may do what their
role says. Nobody can be played by anybody else.
"""

import hmac
from datetime import UTC, datetime

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from podlab.node.api.access.attributes import attributes_of
from podlab.node.api.access.identities import ADMIN, User
from podlab.node.api.access.rules import may, refusal
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError

IMPERSONATE = {
    "impersonate-user": "users",
    "impersonate-group": "groups",
    "impersonate-uid": "uids",
}
DISCOVERY = ("/api", "/apis")  # kubectl would not show a refusal that it meets here
OPEN = ("/healthz", "/livez", "/readyz", "/version")


class BearerTokens:
    """Answers 401 or 403 with a Status unless the request carries a token that allows it."""

    def __init__(self, app: ASGIApp, context: ApiContext) -> None:
        self.app = app
        self.context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = None if scope["type"] == "lifespan" else self._refusal(scope)
        if refused is None:
            await self.app(scope, receive, send)
            return
        headers = {"WWW-Authenticate": "Bearer"} if refused.code == 401 else {}
        response = JSONResponse(refused.status, refused.code, headers=headers)
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> ApiError | None:
        """Why not; else the scope carries the user."""
        if scope["path"] in OPEN:
            return None
        user = self._user(scope)
        if user is None:
            return ApiError(401, "Unauthorized", "Unauthorized")
        scope["user"] = user
        wanted = attributes_of(scope)
        if not may(user, wanted):
            return refusal(user, wanted)
        return _impersonation(scope, user)

    def _user(self, scope: Scope) -> User | None:
        scheme, _, token = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if hmac.compare_digest(token.encode(), self.context.token.encode()):
            return ADMIN
        return self.context.tokens.user_of(token, self.context.store, datetime.now(UTC))


def user_of(connection: HTTPConnection) -> User:
    """Who sent a request that got in."""
    user: User = connection.scope["user"]
    return user


def _impersonation(scope: Scope, user: User) -> ApiError | None:
    """The refusal to act as somebody else, which kubectl --as asks for."""
    headers = HTTPConnection(scope).headers
    for header, resource in IMPERSONATE.items():
        if header in headers and scope["path"] not in DISCOVERY:
            why = (
                f'User "{user.name}" cannot impersonate resource "{resource}" in API group ""'
                " at the cluster scope: Podlab lets nobody act as somebody else"
            )
            name = headers[header]
            details = {"name": name, "kind": resource}
            return ApiError(403, "Forbidden", f'{resource} "{name}" is forbidden: {why}', details)
    return None
