"""Bearer tokens: nobody without one gets further than the health checks and the version."""

import hmac

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from podlab.node.api.errors import ApiError

OPEN = ("/healthz", "/livez", "/readyz", "/version")


class BearerTokens:
    """Answers 401 with a Status unless the request carries the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in OPEN or self._knows(scope):
            await self.app(scope, receive, send)
            return
        refusal = ApiError(401, "Unauthorized", "Unauthorized")
        response = JSONResponse(
            refusal.status, refusal.code, headers={"WWW-Authenticate": "Bearer"}
        )
        await response(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        scheme, _, token = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self.token)
