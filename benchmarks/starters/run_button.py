"""Ours from the button on: Run is posted to a real web process, whose page had the Pod prepared."""

import json
import re
import secrets
import time
from typing import Any

import docker
import httpx

from benchmarks.starters import pod
from benchmarks.starters.through_node import SECONDS, SECONDS_TO_READ, Watch
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

SANDBOX = "/sandbox/"


class RunButton:
    """One guest of a web."""

    def __init__(self, web: WebServer, node: NodeServer, watch: Watch) -> None:
        self._client = httpx.Client(base_url=web.address, timeout=SECONDS, trust_env=False)
        self._node = node
        self._watch = watch
        self._engine: Any = docker.from_env().api

    def start(self, containers: int) -> float:
        """Write a manifest, read a while, press Run, wait, press Stop."""
        name = f"bench-{secrets.token_hex(4)}"
        self._post("check/", manifest=json.dumps(pod(name, containers)))
        self._wait_until_prepared(name, containers)
        began = time.perf_counter()
        self._post("run/", manifest=json.dumps(pod(name, containers)))
        took = self._watch.wait(name, containers) - began
        page = self._client.get(SANDBOX).text
        stop = re.search(r'action="/sandbox/([0-9a-f-]+/stop/)"', page)
        assert stop, "the page has no button to stop"
        self._post(stop[1])
        return took * 1000

    def _post(self, path: str, **form: str) -> None:
        page = self._client.get(SANDBOX) if "csrftoken" not in self._client.cookies else None
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text if page else "")
        token = found[1] if found else self._client.cookies["csrftoken"]
        answer = self._client.post(
            SANDBOX + path, data={**form, "csrfmiddlewaretoken": token}, follow_redirects=False
        )
        assert answer.status_code < 400, answer.text

    def _wait_until_prepared(self, name: str, containers: int) -> None:
        labels = [f"podlab.node={self._node.node_id}", f"podlab.name={name}"]
        deadline = time.monotonic() + SECONDS
        while len(self._engine.containers(all=True, filters={"label": labels})) <= containers:
            assert time.monotonic() < deadline, f"{name} was never prepared"
            time.sleep(0.05)
        time.sleep(SECONDS_TO_READ)
