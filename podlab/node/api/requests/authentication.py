"""Bearer tokens: nobody without one gets further than the health checks and the version.

Whoever has the token is one and the same administrator, and nobody else can be played.
"""

import hmac

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from podlab.node.api.errors import ApiError

ADMIN = "podlab-admin"  # whom the token belongs to
IMPERSONATE = {
    "impersonate-user": "users",
    "impersonate-group": "groups",
    "impersonate-uid": "uids",
}
DISCOVERY = ("/api", "/apis")  # kubectl would not show a refusal that it meets here
OPEN = ("/healthz", "/livez", "/readyz", "/version")


class BearerTokens:
    """Answers 401 with a Status unless the request carries the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None if scope["type"] == "lifespan" else self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send)
            return
        headers = {"WWW-Authenticate": "Bearer"} if refusal.code == 401 else {}
        response = JSONResponse(refusal.status, refusal.code, headers=headers)
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> ApiError | None:
        if scope["path"] in OPEN:
            return None
        if not self._knows(scope):
            return ApiError(401, "Unauthorized", "Unauthorized")
        return _impersonation(scope)

    def _knows(self, scope: Scope) -> bool:
        scheme, _, token = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self.token)


def _impersonation(scope: Scope) -> ApiError | None:
    """The refusal to act as somebody else, which kubectl --as asks for."""
    headers = HTTPConnection(scope).headers
    for header, resource in IMPERSONATE.items():
        if header in headers and scope["path"] not in DISCOVERY:
            why = (
                f'User "{ADMIN}" cannot impersonate resource "{resource}" in API group ""'
                " at the cluster scope: Podlab knows no other users"
            )
            name = headers[header]
            details = {"name": name, "kind": resource}
            return ApiError(403, "Forbidden", f'{resource} "{name}" is forbidden: {why}', details)
    return None
