"""X-rays: the pause container, and who is in which of the kernel's namespaces."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench

pytestmark = pytest.mark.e2e

BOUNDED = """\
apiVersion: v1
kind: Pod
metadata: {name: bounded}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: loop
    image: busybox
    command: [sh, -c, "while sleep 1; do date; done"]
    resources: {limits: {cpu: 200m, memory: 64Mi}}
"""


def test_curves_show_what_a_container_uses(page: Page, accessible: Look) -> None:
    bench = Workbench(page).open()
    bench.write(BOUNDED)
    bench.run()
    curve = bench.picture.locator("[data-usage=mem]").first
    expect(curve.locator(".spark-told")).to_contain_text("iB", timeout=60_000)
    expect(curve.locator("title")).to_contain_text("limit")
    expect(bench.picture.locator(".spark-limit")).to_have_count(2)
    accessible(page)


def test_x_rays_join_what_the_containers_share(page: Page, accessible: Look) -> None:
    bench = Workbench(page).open("shared-localhost")
    switch = page.get_by_role("button", name="X-ray")
    expect(switch).to_have_attribute("aria-pressed", "false")
    bench.run()
    bench.expect_running()
    switch.click()

    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(bench.picture.locator(".pause")).to_contain_text("holds what is shared")
    row = page.get_by_role("row")
    net, pid = (
        row.filter(has=page.get_by_role("rowheader", name="net", exact=True)),
        row.filter(has=page.get_by_role("rowheader", name="pid", exact=True)),
    )
    joined = net.locator("td.is-shared")
    expect(joined).to_contain_text("pause container, web, client, writer, reader", timeout=60_000)
    expect(pid.locator("td.is-own")).to_have_count(5)
    accessible(page)

    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(net).to_have_count(0)
    expect(bench.picture.locator(".pause")).to_have_count(0)
