"""A learner downloads a kubeconfig; what their own kubectl does is seen on the page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import missing
from tests.e2e.conftest import Look
from tests.support.kubectl import Kubectl, kubectl_path

pytestmark = pytest.mark.e2e


def test_kubectl_at_home_and_the_page_together(
    page: Page, accessible: Look, tmp_path: Path
) -> None:
    program = kubectl_path()
    if program is None:
        missing("no kubectl: `make test` unpacks one into .tools/, or set PODLAB_KUBECTL")
    assert program is not None
    page.goto("/sandbox/?example=shared-localhost")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    page.get_by_role("link", name="Your own kubectl").click()
    expect(page.get_by_role("heading", name="Your own kubectl")).to_be_visible()
    accessible(page)

    with page.expect_download() as coming:
        page.get_by_role("button", name="Download kubeconfig").click()
    kubeconfig = tmp_path / coming.value.suggested_filename
    coming.value.save_as(kubeconfig)
    namespace = page.locator("code", has_text="learner-").first.inner_text()
    kubectl = Kubectl(program, kubeconfig, namespace, tmp_path)
    kubectl("wait", "pod/hello", "--for=condition=Ready", "--timeout=60s")
    kubectl("run", "beside", "--image=busybox", "--restart=Never", "--", "sleep", "600")
    page.reload()
    expect(page.get_by_role("row", name="beside")).to_contain_text("kubectl")
    expect(page.get_by_role("row", name="hello")).to_contain_text("the sandbox")
    expect(page.get_by_text("The latest works until")).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="Back to the sandbox").click()
    kubectl("label", "pod", "hello", "seen=by-kubectl")
    kubectl("delete", "pod", "hello", "beside", "--now", seconds=120)
    expect(page.locator("[data-ended-reason]")).to_have_text("deleted with kubectl")

    page.goto("/sandbox/kubectl/")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Download kubeconfig")).to_be_visible()
    refused = kubectl("get", "pods", check=False)
    assert "You must be logged in to the server" in refused.stderr
