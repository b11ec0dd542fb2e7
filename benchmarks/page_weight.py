"""How much a first visit of each page loads, when it can be used, and how fast the server makes it.

Chromium opens every page that links lead to, each with an empty cache: what it received over the
network is added up, and a page counts as interactive when its document is parsed and its scripts
have attached their handlers. Then twenty readers, whose Pod runs, each open a page every two
seconds; the time until a page's last byte is told as the median of each page.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.watched.viewers import remove_pods, start_in_browser
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

KILOBYTES, INTERACTIVE_SECONDS, SERVER_MS = 250.0, 1.0, 30.0
READERS, SECONDS_BETWEEN_PAGES = 20, 2.0
MOST_PAGES, OF_EACH_KIND = 60, 2
LINK = re.compile(r'<a[^>]+href="(/[^"#]*)"')
TARGET = (
    f"any first load <= {KILOBYTES:g} KB compressed and interactive <= {INTERACTIVE_SECONDS:g} s; "
    f"server <= {SERVER_MS:g} ms median of every page under {READERS} readers"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOADED = """() => {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const ready = performance.getEntriesByName("podlab:ready")[0]?.startTime ?? Infinity;
  return {
    bytes: entries.reduce((sum, entry) => sum + entry.transferSize, 0),
    interactive: Math.max(ready, entries[0].domContentLoadedEventEnd) / 1000,
  };
}"""  # noqa: E501 -- a program of another language
MANIFEST: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "weighed"},
    "spec": {
        "terminationGracePeriodSeconds": 1,
        "containers": [
            {"name": "web", "image": "nginx", "ports": [{"containerPort": 80}]},
            {
                "name": "client",
                "image": "busybox",
                "command": ["sh", "-c", "while sleep 1; do wget -qO- http://localhost; done"],
            },
        ],
    },
}


@dataclass(frozen=True)
class Load:
    """A first visit."""

    kilobytes: float
    interactive: float


async def start(address: str) -> tuple[dict[str, str], list[str]]:
    """Run a Pod as a guest: the guest's cookies, and the pages that links lead to."""
    async with httpx.AsyncClient(
        base_url=address, follow_redirects=True, trust_env=False, timeout=60
    ) as browser:
        empty = await browser.get("/sandbox/")
        empty.raise_for_status()
        await start_in_browser(browser, MANIFEST)
        cookies = dict(browser.cookies.items())
        return cookies, await _pages(browser)


async def _pages(browser: httpx.AsyncClient) -> list[str]:
    """Pages by the links between them; of those that differ in a query or an id, two."""
    waiting, found, kinds = ["/", "/sandbox/"], list[str](), defaultdict[str, int](int)
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        kind = re.sub(r"[0-9a-f-]{36}|=[^&]*", "*", path)
        if path in found or kinds[kind] >= OF_EACH_KIND:
            continue
        answer = await browser.get(path)
        if answer.is_success and answer.headers["content-type"].startswith("text/html"):
            kinds[kind] += 1
            found.append(path)
            waiting += LINK.findall(answer.text)
    return found


def load(browser: Browser, address: str, path: str, cookies: dict[str, str]) -> Load:
    """Open the page as somebody who was never here, with the Pod of the guest."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.goto(address + path, wait_until="load")
    page.wait_for_timeout(1000)  # what scripts load by themselves belongs to it
    found = page.evaluate(LOADED)
    context.close()
    return Load(found["bytes"] / 1000, found["interactive"])


async def read(address: str, pages: list[str], cookies: dict[str, str], seconds: float) -> Any:
    """Twenty readers: milliseconds until each page's last byte."""
    took: dict[str, list[float]] = defaultdict(list)
    end = time.monotonic() + seconds
    async with httpx.AsyncClient(
        base_url=address, cookies=cookies, trust_env=False, timeout=60
    ) as client:

        async def reader() -> None:
            await asyncio.sleep(random.uniform(0, SECONDS_BETWEEN_PAGES))  # noqa: S311 -- no secret
            while time.monotonic() < end:
                path = random.choice(pages)  # noqa: S311 -- as above
                began = time.monotonic()
                (await client.get(path)).raise_for_status()
                took[path].append((time.monotonic() - began) * 1000)
                await asyncio.sleep(max(0, began + SECONDS_BETWEEN_PAGES - time.monotonic()))

        await asyncio.gather(*(reader() for _ in range(READERS)))
    return took


def main() -> None:
    """Print a line for each page, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long the readers read")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        node = NodeServer(Path(folder) / "node")
        stack.callback(node.stop)
        node.start()
        web = WebServer(Path(folder) / "web", node.kubeconfig)
        stack.callback(web.stop)
        web.start()
        stack.callback(remove_pods, node)
        cookies, pages = asyncio.run(start(web.address))
        time.sleep(3)  # the Pod comes to run
        took = asyncio.run(read(web.address, pages, cookies, seconds))
        loads = _loads(web.address, pages, cookies)
    for path in pages:
        served = statistics.median(took[path]) if took[path] else 0.0
        each = loads[path]
        print(
            f"{each.kilobytes:6.0f} KB, interactive {each.interactive:.2f} s, "
            f"server {served:5.1f} ms (median of {len(took[path])})  {path}"
        )
    print(json.dumps(verdict(loads, took)))


def _loads(address: str, pages: list[str], cookies: dict[str, str]) -> dict[str, Load]:
    program = os.environ.get("PODLAB_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        load(browser, address, pages[0], cookies)  # the browser's own start is not measured
        found = {path: load(browser, address, path, cookies) for path in pages}
        browser.close()
    return found


def verdict(loads: dict[str, Load], took: dict[str, list[float]]) -> dict[str, Any]:
    """The heaviest page against what a page may weigh; `holds` covers time, too."""
    heaviest = max(each.kilobytes for each in loads.values())
    slowest = max(each.interactive for each in loads.values())
    served = max(statistics.median(each) for each in took.values())
    return {
        "name": "page_weight",
        "ours": round(heaviest, 1),
        "peer": KILOBYTES,
        "ratio": round(heaviest / KILOBYTES, 2),
        "unit": "KB",
        "target": TARGET,
        "holds": heaviest <= KILOBYTES and slowest <= INTERACTIVE_SECONDS and served <= SERVER_MS,
    }


if __name__ == "__main__":
    main()
