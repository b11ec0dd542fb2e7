"""What keeps web from what it asked the cluster.

ClusterError
├── ClusterUnavailable   nobody answers, or nobody we may talk to: the world's fault
├── StreamLost           a watch, log or observation stream broke off: ask again
└── Refused              the server's Status, with its causes
    ├── NotFound
    └── Conflict         already there, or changed meanwhile
"""

from dataclasses import dataclass

import httpx2
from lightkube import ApiError

START_NODE = "Start it with `make run`, or name the cluster's kubeconfig in PODLAB_KUBECONFIG."


class ClusterError(Exception):
    """Anything that keeps web from what it asked the cluster."""


class ClusterUnavailable(ClusterError):
    """No Pod API answers; the text says what to do."""


class StreamLost(ClusterError):
    """A stream ended or broke; the caller decides from where to go on."""


@dataclass(frozen=True)
class Cause:
    """One reason of a refusal: the field's path and the API server's sentence."""

    field: str
    message: str


class Refused(ClusterError):
    """The server said no: its sentence, its reason in one word, and every cause."""

    def __init__(self, message: str, reason: str, causes: tuple[Cause, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.causes = causes


class NotFound(Refused):
    """There is no such object."""


class Conflict(Refused):
    """An object of that name is there already, or has changed since it was read."""


def unavailable(error: Exception) -> ClusterUnavailable:
    """What to tell when nobody answers; a timeout has no words but its name."""
    why = str(error) or type(error).__name__
    return ClusterUnavailable(f"Podlab's node does not answer ({why}). {START_NODE}")


def refusal(response: httpx2.Response) -> ClusterError:
    """The server's Status as an error of ours."""
    if response.status_code in {401, 403} and "pods" not in response.url.path:
        return ClusterUnavailable(f"Podlab's node does not know us. {START_NODE}")
    try:
        status = ApiError(request=response.request, response=response).status
    except ValueError:  # not JSON: a proxy's page, not a Pod API
        return ClusterUnavailable(f"What answers is no Pod API ({response}). {START_NODE}")
    details = status.details.causes if status.details and status.details.causes else []
    causes = tuple(Cause(cause.field or "", cause.message or "") for cause in details)
    family = {404: NotFound, 409: Conflict}.get(response.status_code, Refused)
    return family(status.message or str(response.status_code), status.reason or "", causes)
