"""The Files panel: what changed in a text, and who reads what another one wrote."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workbench import Workbench

pytestmark = pytest.mark.e2e

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: paper
spec:
  volumes:
    - name: shared
      emptyDir: {}
  containers:
    - name: web
      image: busybox
      command: [sh, -c]
      args:
        - |
          n=0
          while sleep 2; do
            n=$((n + 1))
            printf '%s\\n' '<b>head</b>' "number $n" '<script>alert(1)</script>' > /data/a.txt
          done
      volumeMounts: [{name: shared, mountPath: /data}]
    - name: cli
      image: busybox
      command: [sh, -c, "while sleep 1; do cat /in/a.txt >/dev/null; done"]
      volumeMounts: [{name: shared, mountPath: /in, readOnly: true}]
"""


def test_files_are_seen_changing_and_being_read(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    bench = Workbench(page).open()
    bench.write(MANIFEST)
    bench.run()
    bench.expect_running()
    files = bench.panel("Files")
    writes, reads = files.locator("tbody tr:not(.is-read)"), files.locator("tr.is-read")

    change = files.locator(".diff").first
    expect(change.locator("ins")).to_have_text(re.compile(r"^\+number \d+$"))
    expect(change.locator("del")).to_have_text(re.compile(r"^-number \d+$"))
    expect(change.locator("pre")).to_contain_text(" <script>alert(1)</script>")
    expect(reads).to_have_count(1)
    expect(reads).to_contain_text(re.compile(r"cli.*read \d+\W.*shared: a.txt written by web"))
    expect(files.locator("[data-foot]")).to_contain_text("exact")
    accessible(page)

    files.get_by_label("Show").select_option("reads")
    expect(writes.first).to_be_hidden()
    expect(reads).to_be_visible()
    files.get_by_label("Show").select_option("writes")
    expect(writes.first).to_be_visible()
    expect(reads).to_be_hidden()
