"""A real `python -m podlab.node` in a process of its own, with a folder and a port of its own."""

import base64
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

SECONDS_TO_START = 180.0
SECONDS_TO_STOP = 60.0


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class NodeServer:
    """One node; `kill` is kill -9, and `start` after it is the same node again."""

    folder: Path
    pod_security: str = "baseline"
    port: int = field(default_factory=free_port)
    docker_host: str = ""  # empty: as the tests themselves
    more: tuple[str, ...] = ()  # further flags
    process: subprocess.Popen[bytes] | None = None

    @property
    def kubeconfig(self) -> Path:
        return self.folder / "kubeconfig"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def node_id(self) -> str:
        """The value of the label `podlab.node` on everything that this node makes."""
        return (self.data_dir / "node-id").read_text().strip()

    @property
    def log(self) -> str:
        return (self.folder / "node.log").read_text(errors="replace")

    def start(self) -> None:
        """Start the process and return when /readyz says ok."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "podlab.node", "--listen", f"127.0.0.1:{self.port}"]
        command += ["--data-dir", str(self.data_dir), "--kubeconfig", str(self.kubeconfig)]
        command += ["--pod-security", self.pod_security, *self.more]
        environment = dict(os.environ)
        if self.docker_host:
            environment["DOCKER_HOST"] = self.docker_host
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """End the process as an operator does, with SIGTERM; safe to repeat."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(SECONDS_TO_STOP)

    def kill(self) -> None:
        """End the process as a power cut does."""
        if self.process:
            self.process.kill()
            self.process.wait(SECONDS_TO_STOP)

    def client(self) -> httpx.Client:
        """An HTTP client with the address, the CA and the token of the kubeconfig."""
        config: dict[str, Any] = yaml.safe_load(self.kubeconfig.read_text())
        cluster = config["clusters"][0]["cluster"]
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        return httpx.Client(
            base_url=cluster["server"],
            verify=ssl.create_default_context(cadata=authority),
            headers={"Authorization": f"Bearer {config['users'][0]['user']['token']}"},
            timeout=120,
            trust_env=False,
        )

    def make_namespace(self) -> str:
        """Make a namespace with a name of its own and return that name."""
        name = f"test-{secrets.token_hex(4)}"
        with self.client() as client:
            body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
            client.post("/api/v1/namespaces", json=body).raise_for_status()
        return name

    def remove_namespace(self, name: str, seconds: float = 180.0) -> None:
        """Delete a namespace's Pods without grace, then the namespace; return when it is gone."""
        path = f"/api/v1/namespaces/{name}"
        now = {"gracePeriodSeconds": 0}
        deadline = time.monotonic() + seconds
        with self.client() as client:
            client.request("DELETE", f"{path}/pods", json=now)
            client.request("DELETE", path, json=now)
            while client.get(path).status_code != httpx.codes.NOT_FOUND:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"namespace {name} is still there after {seconds:g} s")
                time.sleep(0.1)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"node ended with {self.process.returncode}:\n{self.log}")
            if self._is_ready():
                return
            time.sleep(0.05)
        raise TimeoutError(f"node is not ready after {SECONDS_TO_START:g} s:\n{self.log}")

    def _is_ready(self) -> bool:
        if not self.kubeconfig.exists():
            return False
        try:
            with self.client() as client:
                return client.get("/readyz").status_code == httpx.codes.OK
        except (httpx.TransportError, yaml.YAMLError, TypeError, KeyError):
            return False
