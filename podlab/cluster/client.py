"""A Pod API as plain JSON objects, over the server, CA and token of a kubeconfig.

lightkube reads the kubeconfig, proves the server and words the refusals. Objects stay plain JSON
on the way, so that what a learner wrote (`cpu: 1`) reaches the server as they wrote it.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from lightkube import KubeConfig
from lightkube.config.client_adapter import user_auth

from podlab.cluster.errors import (
    START_NODE,
    ClusterUnavailable,
    Conflict,
    NotFound,
    Refused,
    StreamLost,
    refusal,
    unavailable,
)
from podlab.cluster.paths import path_of, warnings_of
from podlab.cluster.processes import Process, start_process
from podlab.cluster.trust import NOBODY, trust
from podlab.pods.objects import JsonObject

SECONDS_TO_ANSWER = 10.0
SECONDS_BETWEEN_SIGNS_OF_LIFE = 60.0  # an observation stream says something every 15 s
SECONDS_OF_ONE_WATCH = 300
UNREACHABLE = "error trying to reach service"  # the API server's own words
NO_LIMIT = httpx2.Limits(max_connections=None, max_keepalive_connections=20)


@dataclass(frozen=True)
class Created:
    """What the server made of an object, and what it warned of: a field without effect here."""

    object: JsonObject
    warnings: tuple[str, ...]


class Cluster:
    """A Pod API, seen through one kubeconfig, from one event loop."""

    def __init__(self, kubeconfig: Path) -> None:
        config = KubeConfig.from_file(kubeconfig).get()
        if config is None or config.user is None:
            raise ClusterUnavailable(f"{kubeconfig} names no user. {START_NODE}")
        self.server = config.cluster.server.rstrip("/")
        self.authority = config.cluster.certificate_auth_data or ""  # PEM in base64
        self.tls = trust(config, config.user)
        self._http = httpx2.AsyncClient(
            base_url=self.server,
            auth=user_auth(config.user),
            verify=self.tls,
            timeout=SECONDS_TO_ANSWER,
            trust_env=False,
            limits=NO_LIMIT,
        )
        self.tls_of_nobody = trust(config, NOBODY)
        self.without_credentials = httpx2.AsyncClient(
            verify=self.tls_of_nobody, trust_env=False, limits=NO_LIMIT
        )

    async def close(self) -> None:
        await self._http.aclose()
        await self.without_credentials.aclose()

    async def get(self, resource: str, namespace: str, name: str) -> JsonObject:
        return await self._ask("GET", path_of(resource, namespace, name))

    async def list(self, resource: str, namespace: str = "", **query: str) -> JsonObject:
        """The whole list object; `query` holds labelSelector and fieldSelector."""
        return await self._ask("GET", path_of(resource, namespace), query)

    async def create(
        self, resource: str, namespace: str, obj: JsonObject, *, dry_run: bool = False
    ) -> Created:
        """Create the object, strictly: an unknown field is refused, never dropped."""
        query = {"fieldManager": "podlab", "fieldValidation": "Strict"}
        if dry_run:
            query["dryRun"] = "All"
        response = await self._send("POST", path_of(resource, namespace), query, obj)
        return Created(response.json(), tuple(warnings_of(response)))

    async def prepare(self, namespace: str, pod: JsonObject, group: str = "") -> bool:
        """Have a Pod made ready that may be created soon, beside those of its group. A cluster
        without Podlab's node refuses an API that it does not know.
        """
        path = f"/apis/preparation.podlab/v1/namespaces/{namespace}/pods"
        query = {"fieldValidation": "Strict", "group": group}
        response = await self._send("POST", path, query, pod)
        return bool(response.json()["status"]["prepared"])

    async def post(self, path: str, obj: JsonObject, patience: float = 0.0) -> JsonObject:
        """Send an object to any path; what the server makes of it, in `patience` more seconds than
        other answers take.
        """
        answer: JsonObject = (await self._send("POST", path, None, obj, patience)).json()
        return answer

    async def read(self, path: str, patience: float = 0.0) -> JsonObject:
        """What is at any path, in `patience` more seconds than other answers take."""
        answer: JsonObject = (await self._send("GET", path, None, None, patience)).json()
        return answer

    def converse(self, path: str, obj: JsonObject, silence: float) -> AsyncIterator[str]:
        """Send an object to any path, and read the lines of the answer as they come."""
        return self._lines(path, {}, silence, obj)

    async def delete(
        self, resource: str, namespace: str, name: str, grace_seconds: int | None = None
    ) -> None:
        """Ask for the object's end. It may still be there for its grace period."""
        query = {} if grace_seconds is None else {"gracePeriodSeconds": str(grace_seconds)}
        await self._ask("DELETE", path_of(resource, namespace, name), query)

    async def scale(self, namespace: str, deployment: str, replicas: int) -> None:
        """Say how many Pods a Deployment wants."""
        scale = {
            "apiVersion": "autoscaling/v1",
            "kind": "Scale",
            "metadata": {"name": deployment, "namespace": namespace},
            "spec": {"replicas": replicas},
        }
        path = f"{path_of('deployments', namespace, deployment)}/scale"
        await self._send("PUT", path, None, scale)

    async def delete_all(self, path: str) -> None:
        """Ask for the end of every object of the collection at a path."""
        await self._ask("DELETE", path)

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

    async def openapi(self) -> JsonObject:
        """What may be written in the core group, as `kubectl explain` reads it."""
        return await self._ask("GET", "/openapi/v3/api/v1")

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

    async def read_log(self, namespace: str, pod: str, container: str, **query: str) -> str:
        """One container's log as it is now."""
        query |= {"container": container}
        return (await self._send("GET", f"{path_of('pods', namespace, pod)}/log", query)).text

    async def observe(self, namespace: str, pod: str, since: str) -> AsyncIterator[JsonObject]:
        """Observation entries after the cursor `since`; all that are still known when empty."""
        path = f"/apis/observation.podlab/v1/namespaces/{namespace}/pods/{pod}/stream"
        query = {"since": since} if since else {}
        async for line in self._lines(path, query, read_seconds=SECONDS_BETWEEN_SIGNS_OF_LIFE):
            if line.strip():
                yield json.loads(line)

    async def usage(self, namespace: str, pod: str) -> JsonObject:
        """The Pod's PodMetrics; Podlab's node measures now, a metrics-server has its own pace."""
        path = f"/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods/{pod}"
        return await self._ask("GET", path, {"fresh": "true"})

    async def exec(
        self,
        namespace: str,
        pod: str,
        container: str,
        command: Sequence[str],
        *,
        tty: bool = True,
    ) -> Process:
        """Start a command in a running container, at a terminal unless told otherwise."""
        path, token = path_of("pods", namespace, pod), await self.authorization()
        headers = {"Authorization": token} if token else {}
        return await start_process(
            self.server, path, self.tls, headers, command, container, tty=tty
        )

    async def authorization(self) -> str:
        """The header by which the Pod API knows web; "" when it knows it otherwise."""
        request = self._http.build_request("GET", "/")
        if self._http.auth is not None:
            request = await anext(self._http.auth.async_auth_flow(request))
        return str(request.headers.get("authorization", ""))

    async def send_signal(self, namespace: str, pod: str, **body: str) -> None:
        """Send `signal` to `container` from outside; with `containerID` only if it is that one."""
        path = f"/apis/signals.podlab/v1/namespaces/{namespace}/pods/{pod}"
        await self._send("POST", path, {}, body)

    async def ask_port(
        self, namespace: str, pod: str, port: int, method: str, path: str, body: bytes
    ) -> httpx2.Response:
        """An HTTP request to a port of the Pod; what its server answers, whatever the status.

        Raises Refused when nobody answers there.
        """
        address = f"{path_of('pods', namespace, f'{pod}:{port}')}/proxy{path}"
        try:
            response = await self._http.request(method, address, content=body or None)
        except httpx2.HTTPError as error:
            raise unavailable(error) from error
        if response.status_code == 503 and UNREACHABLE in response.text:
            raise refusal(response)
        return response

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None
    ) -> JsonObject:
        answer: JsonObject = (await self._send(method, path, query)).json()
        return answer

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Any = None,
        patience: float = 0.0,
    ) -> httpx2.Response:
        try:
            response = await self._http.request(
                method, path, params=query, json=body, timeout=SECONDS_TO_ANSWER + patience
            )
        except httpx2.HTTPError as error:
            raise unavailable(error) from error
        if response.is_error:
            raise refusal(response)
        return response

    async def _lines(
        self, path: str, query: Mapping[str, str], read_seconds: float | None, body: Any = None
    ) -> AsyncIterator[str]:
        async with self._stream(path, query, read_seconds, body) as response:
            try:
                async for line in response.aiter_lines():
                    yield line
            except httpx2.HTTPError as error:
                raise StreamLost(str(error) or type(error).__name__) from error

    @asynccontextmanager
    async def _stream(
        self, path: str, query: Mapping[str, str], read_seconds: float | None, body: Any = None
    ) -> AsyncIterator[httpx2.Response]:
        limit = httpx2.Timeout(SECONDS_TO_ANSWER, read=read_seconds)
        method = "GET" if body is None else "POST"
        request = self._http.build_request(method, path, params=query, json=body, timeout=limit)
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
