"""The version of Kubernetes whose behaviour node follows."""

import platform

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response

MAJOR, MINOR, PATCH = 1, 32, 0
GIT_VERSION = f"v{MAJOR}.{MINOR}.{PATCH}+podlab"


async def version(_: Request) -> Response:
    """GET /version."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return json_response(
        {
            "major": str(MAJOR),
            "minor": str(MINOR),
            "gitVersion": GIT_VERSION,
            "gitCommit": "",
            "gitTreeState": "clean",
            "buildDate": "1970-01-01T00:00:00Z",
            "goVersion": "",
            "compiler": "",
            "platform": f"linux/{machine}",
        }
    )
