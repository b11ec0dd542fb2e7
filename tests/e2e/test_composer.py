"""The composer's form: a newcomer builds a Pod by it, and a text with comments survives it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench

pytestmark = pytest.mark.e2e

SECONDS = 120_000  # for what takes a real engine some time on a busy machine
COMMENTED = """\
# What this Pod is for
apiVersion: v1
kind: Pod
metadata: {name: noted}   # in braces
spec:
  containers:
    - image: busybox      # the shell
      name: only
"""


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[name='{name}']")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def add(page: Page, rows: str) -> None:
    """Press the button that adds a row, and wait for the caret in it, as one who types does."""
    page.locator(f"#add-{rows}").click()
    caret = page.locator("#form-face :focus")
    expect(caret).to_have_attribute("name", re.compile(f"^{rows}-0-"))


def open_form(workbench: Workbench) -> None:
    press(workbench.page, "Form")
    expect(workbench.page.locator("#form-face")).to_be_visible()


def test_a_newcomer_builds_a_pod_of_two_containers_by_the_form(
    page: Page, accessible: Look
) -> None:
    workbench = Workbench(page).open()
    workbench.write("")
    open_form(workbench)
    press(page, "Begin with a Pod of one container")
    field(page, "pod-name").fill("pair")
    field(page, "pod-name").press("Enter")  # which only writes it
    press(page, "Add volume")
    expect(field(page, "spec-volumes-0-name")).to_be_focused()
    field(page, "spec-volumes-0-name").fill("box")
    press(page, "Add container")
    expect(field(page, "spec-containers-1-name")).to_be_focused()
    field(page, "spec-containers-1-name").fill("writer")
    script = "sh -c 'while true; do date > /out/index.html; sleep 1; done'"
    field(page, "spec-containers-1-command").fill(script)
    for number, path in (("0", "/usr/share/nginx/html"), ("1", "/out")):
        add(page, f"spec-containers-{number}-volumeMounts")
        field(page, f"spec-containers-{number}-volumeMounts-0-path").fill(path)
    add(page, "spec-containers-0-ports")
    field(page, "spec-containers-0-ports-0-port").fill("80000")
    expect(page.locator(".pf.is-wrong")).to_contain_text("between 1 and 65535")
    accessible(page)
    field(page, "spec-containers-0-ports-0-port").fill("80")
    expect(page.locator(".pf.is-wrong")).to_have_count(0)
    workbench.run()

    expect(page.get_by_role("heading", level=1)).to_have_text("pair", timeout=SECONDS)
    expect(workbench.phase).to_contain_text("Running", timeout=SECONDS)
    files = workbench.panel("Files")
    expect(files).to_contain_text(re.compile(r"writer.*index\.html", re.DOTALL), timeout=SECONDS)
    expect(page.locator("#form-face")).to_be_visible()
    expect(field(page, "spec-volumes-0-name")).to_have_value("box")


def test_both_faces_show_one_text_with_its_comments(page: Page, accessible: Look) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    workbench = Workbench(page).open()
    workbench.write(COMMENTED)
    open_form(workbench)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    field(page, "spec-containers-0-image").fill("nginx")
    page.locator("#add-spec-containers-0-env").click()
    expect(field(page, "spec-containers-0-env-0-name")).to_be_focused()
    press(page, "YAML")
    expect(workbench.editor).to_be_visible()
    written = (
        COMMENTED.replace("busybox", "nginx")
        + '      env:\n        - name: NAME_1\n          value: ""\n'
    )

    expect(page.locator("#id_manifest")).to_have_value(written)
    expect(workbench.editor).to_contain_text("# the shell")
    workbench.write(written.replace("only", "other"))
    open_form(workbench)
    expect(field(page, "spec-containers-0-name")).to_have_value("other")


def test_the_form_works_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/sandbox/?example=run-once")
    press(plain_page, "Form")
    press(plain_page, "Add volume")
    field(plain_page, "spec-volumes-0-name").fill("box")
    field(plain_page, "spec-volumes-0-name").press("Enter")
    expect(field(plain_page, "spec-volumes-0-name")).to_have_value("box")
    press(plain_page, "YAML")

    manifest = plain_page.get_by_role("textbox", name="Manifest")
    expect(manifest).to_have_value(re.compile("# restartPolicy Never: .*- name: box", re.DOTALL))


def test_the_editor_completes_fields_and_words_by_keyboard(page: Page, accessible: Look) -> None:
    workbench = Workbench(page).open()
    with page.expect_response("**/sandbox/schema/"):
        workbench.write(COMMENTED.rstrip("\n"))
    offered = page.get_by_role("listbox")
    page.keyboard.press("Enter")
    page.keyboard.type("liv")
    expect(offered).to_contain_text("livenessProbe")
    expect(page.locator(".cm-completionInfo")).to_contain_text("Periodic probe")
    accessible(page)
    page.keyboard.press("Enter")
    page.keyboard.type("htt")
    expect(offered).to_contain_text("httpGet")
    page.keyboard.press("Enter")
    page.keyboard.type("sch")
    expect(offered).to_contain_text("scheme")
    page.keyboard.press("Enter")
    expect(offered).to_contain_text("HTTPS")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    probe = "      livenessProbe:\n        httpGet:\n          scheme: HTTPS"

    expect(page.locator("#id_manifest")).to_have_value(COMMENTED + probe)
    page.locator(".cm-line", has_text="livenessProbe").locator("span").first.hover()
    expect(page.locator(".yaml-docs")).to_contain_text("spec.containers[].livenessProbe")
