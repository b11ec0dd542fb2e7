"""Ours, as a learner has it: the button is clicked in Chromium, and both sides answer there."""

import json
import time
from typing import Any

import docker
from playwright.sync_api import Browser, Page

from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

LESSON = "/lessons/pods-101/whose-localhost/"
PREPARED = 7  # three pause containers, and web and client twice
SECONDS = 60.0
SECONDS_TO_READ = 1.0
CLICK = """() => new Promise((resolve) => {
  const began = performance.now();
  const look = () => {
    const sides = ["left", "right"].map((s) => document.querySelector(`.evidence-${s} .evid`));
    if (sides.every(Boolean)) requestAnimationFrame(() => resolve(performance.now() - began));
    else requestAnimationFrame(look);
  };
  document.querySelector(".both button").click();
  look();
})"""


class OnThePage:
    """One learner after the other, each with a session of their own."""

    def __init__(self, browser: Browser, web: WebServer, node: NodeServer) -> None:
        self._browser, self._web, self._node = browser, web, node
        self._engine: Any = docker.from_env().api

    def run(self) -> float:
        """Predict, read until all is prepared, click, and wait for both sides' first evidence."""
        context = self._browser.new_context(base_url=self._web.address)
        page = context.new_page()
        page.goto(f"{LESSON}?step=predict")
        page.locator("input[name=answer]").first.check(force=True)
        page.locator("input[name=confidence]").first.check(force=True)
        with page.expect_response(f"**{LESSON}predict/answer/"):
            page.locator(".question .btn-main").click()
        page.goto(f"{LESSON}?step=run")
        page.locator(".both button").wait_for()
        self._wait_until_prepared()
        took = float(page.evaluate(CLICK))
        self._end(page)
        context.close()
        return took

    def _wait_until_prepared(self) -> None:
        deadline = time.monotonic() + SECONDS
        while self._containers() != PREPARED:
            assert time.monotonic() < deadline, f"{self._containers()} containers are prepared"
            time.sleep(0.05)
        time.sleep(SECONDS_TO_READ)

    def _end(self, page: Page) -> None:
        """End what runs, and what is prepared for later steps; return when it is gone."""
        token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
        form: dict[str, str | float | bool] = {
            "csrfmiddlewaretoken": token or "",
            "act": "end",
            "step": "run",
        }
        page.request.post(f"{LESSON}scene/", form=form)
        self.clear()

    def clear(self) -> None:
        """Remove every learner's namespace and what is in it."""
        with self._node.client() as client:
            listed = client.get("/api/v1/namespaces").json()["items"]
        for name in (each["metadata"]["name"] for each in listed):
            if name.startswith("learner-"):
                self._node.remove_namespace(name)

    def _containers(self) -> int:
        labels = json.dumps({"label": [f"podlab.node={self._node.node_id}"]})
        found = self._engine.containers(all=True, filters=json.loads(labels))
        return sum("podlab.pod" in each["Labels"] for each in found)
