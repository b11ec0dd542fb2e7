"""web's one door to the Pod API: plain JSON objects over the server, CA and token of a kubeconfig.

lightkube reads the kubeconfig, proves the server and words the refusals. Objects stay plain JSON
on the way, so that what a learner wrote (`cpu: 1`) reaches the server as they wrote it.

ClusterError
├── ClusterUnavailable   nobody answers, or nobody we may talk to: the world's fault
├── StreamLost           a watch, log or observation stream broke off: ask again
└── Refused              the server's Status, with its causes
    ├── NotFound
    └── Conflict         already there, or changed meanwhile
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import httpx2
from django.conf import settings
from lightkube import ApiError, ConfigError, KubeConfig
from lightkube.config.client_adapter import user_auth, verify_cluster

from podlab.pods.objects import JsonObject

SECONDS_TO_ANSWER = 10.0
SECONDS_BETWEEN_SIGNS_OF_LIFE = 60.0  # an observation stream says something every 15 s
SECONDS_OF_ONE_WATCH = 300
NO_LIMIT = httpx2.Limits(max_connections=None, max_keepalive_connections=20)
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


class Cluster:
    """A Pod API, seen through one kubeconfig, from one event loop."""

    def __init__(self, kubeconfig: Path) -> None:
        config = KubeConfig.from_file(kubeconfig).get()
        if config is None or config.user is None:
            raise ClusterUnavailable(f"{kubeconfig} names no user. {START_NODE}")
        self._http = httpx2.AsyncClient(
            base_url=config.cluster.server,
            auth=user_auth(config.user),
            verify=verify_cluster(config.cluster, config.user, config.abs_file, trust_env=False),
            timeout=SECONDS_TO_ANSWER,
            trust_env=False,
            limits=NO_LIMIT,
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, resource: str, namespace: str, name: str) -> JsonObject:
        return await self._ask("GET", path_of(resource, namespace, name))

    async def list(self, resource: str, namespace: str = "", **query: str) -> JsonObject:
        """The whole list object; `query` holds labelSelector and fieldSelector."""
        return await self._ask("GET", path_of(resource, namespace), query)

    async def create(
        self, resource: str, namespace: str, obj: JsonObject, *, dry_run: bool = False
    ) -> JsonObject:
        """Create the object, strictly: an unknown field is refused, never dropped."""
        query = {"fieldManager": "podlab", "fieldValidation": "Strict"}
        if dry_run:
            query["dryRun"] = "All"
        return await self._ask("POST", path_of(resource, namespace), query, obj)

    async def delete(
        self, resource: str, namespace: str, name: str, grace_seconds: int | None = None
    ) -> None:
        """Ask for the object's end. It may still be there for its grace period."""
        query = {} if grace_seconds is None else {"gracePeriodSeconds": str(grace_seconds)}
        await self._ask("DELETE", path_of(resource, namespace, name), query)

    async def ensure_namespace(self, name: str, labels: Mapping[str, str]) -> None:
        """Make the namespace unless it is there."""
        try:
            await self.get("namespaces", "", name)
        except NotFound:
            namespace = {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": name, "labels": dict(labels)},
            }
            try:
                await self.create("namespaces", "", namespace)
            except Conflict:
                return

    async def watch(
        self, resource: str, namespace: str, since: str, **query: str
    ) -> AsyncIterator[JsonObject]:
        """Watch events (`type`, `object`) after resourceVersion `since`, until the server ends it.

        A version that is too old (410) comes as `Refused` with reason Expired, as in a cluster.
        """
        query |= {
            "watch": "true",
            "resourceVersion": since,
            "timeoutSeconds": str(SECONDS_OF_ONE_WATCH),
        }
        async for line in self._lines(path_of(resource, namespace), query, read_seconds=None):
            event: JsonObject = json.loads(line)
            if event["type"] == "ERROR":
                status = event["object"]
                raise Refused(status.get("message", ""), status.get("reason", ""))
            yield event

    async def follow_log(
        self, namespace: str, pod: str, container: str, **query: str
    ) -> AsyncIterator[str]:
        """One container's log, each line with its timestamp before it, until it ends."""
        query |= {"container": container, "follow": "true", "timestamps": "true"}
        path = f"{path_of('pods', namespace, pod)}/log"
        async for line in self._lines(path, query, read_seconds=None):
            yield line

    async def observe(self, namespace: str, pod: str, since: str) -> AsyncIterator[JsonObject]:
        """Observation entries after the cursor `since`; all that are still known when empty."""
        path = f"/apis/observation.podlab/v1/namespaces/{namespace}/pods/{pod}/stream"
        query = {"since": since} if since else {}
        async for line in self._lines(path, query, read_seconds=SECONDS_BETWEEN_SIGNS_OF_LIFE):
            if line.strip():
                yield json.loads(line)

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None
    ) -> JsonObject:
        try:
            response = await self._http.request(method, path, params=query, json=body)
        except httpx2.HTTPError as error:
            raise unavailable(error) from error
        if response.is_error:
            raise refusal(response)
        answer: JsonObject = response.json()
        return answer

    async def _lines(
        self, path: str, query: Mapping[str, str], read_seconds: float | None
    ) -> AsyncIterator[str]:
        async with self._stream(path, query, read_seconds) as response:
            try:
                async for line in response.aiter_lines():
                    yield line
            except httpx2.HTTPError as error:
                raise StreamLost(str(error) or type(error).__name__) from error

    @asynccontextmanager
    async def _stream(
        self, path: str, query: Mapping[str, str], read_seconds: float | None
    ) -> AsyncIterator[httpx2.Response]:
        timeout = httpx2.Timeout(SECONDS_TO_ANSWER, read=read_seconds)
        request = self._http.build_request("GET", path, params=query, timeout=timeout)
        try:
            response = await self._http.send(request, stream=True)
            if response.is_error:
                await response.aread()
        except httpx2.HTTPError as error:
            raise unavailable(error) from error
        try:
            if response.is_error:
                raise refusal(response)
            yield response
        finally:
            await response.aclose()


def path_of(resource: str, namespace: str = "", name: str = "") -> str:
    """The core/v1 path of a resource, of all namespaces when none is named."""
    parts = ["", "api", "v1", *(["namespaces", namespace] if namespace else []), resource]
    return "/".join([*parts, name] if name else parts)


def unavailable(error: httpx2.HTTPError) -> ClusterUnavailable:
    """What to tell when nobody answers."""
    return ClusterUnavailable(f"Podlab's node does not answer ({error}). {START_NODE}")


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


_clusters: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[int, Cluster]] = WeakKeyDictionary()


async def connect() -> Cluster:
    """The cluster of PODLAB_KUBECONFIG; read anew when node has written that file anew."""
    path: Path = settings.PODLAB_KUBECONFIG
    written = written_at(path)
    loop = asyncio.get_running_loop()
    known = _clusters.get(loop)
    if known and known[0] == written:
        return known[1]
    try:
        fresh = Cluster(path)
    except (ConfigError, OSError, ValueError, TypeError) as error:
        raise ClusterUnavailable(f"{path.name} can't be read: {error}. {START_NODE}") from error
    _clusters[loop] = (written, fresh)
    return fresh


def written_at(path: Path) -> int:
    """When the kubeconfig was written, in nanoseconds."""
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise ClusterUnavailable(f"There is no {path.name} yet. {START_NODE}") from error


async def disconnect() -> None:
    """Close this loop's connections; the next `connect` opens new ones."""
    known = _clusters.pop(asyncio.get_running_loop(), None)
    if known:
        await known[1].close()
