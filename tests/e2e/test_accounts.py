"""A guest makes an account, is invited to teach, and imports a pack; every page passes axe."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import FilePayload, Page, expect

from podlab.authoring.packs import archive_of
from tests.authoring.hostile import with_link
from tests.authoring.packs import FILES
from tests.e2e.conftest import Look
from tests.support.web_server import ROOT, WebServer

pytestmark = pytest.mark.e2e
PASSWORD = "correct horse battery"


def invitation(site: WebServer) -> str:
    """What the operator's command prints."""
    command = [sys.executable, "manage.py", "invite_instructor", "--address", site.address]
    told = subprocess.run(
        command, check=True, cwd=ROOT, env=site.environment, capture_output=True, text=True
    )
    return told.stdout.split()[0]


def send(page: Page, archive: bytes) -> None:
    file: FilePayload = {"name": "pack.zip", "mimeType": "application/zip", "buffer": archive}
    page.get_by_label("Archive", exact=True).set_input_files(file)
    page.get_by_role("button", name="Import the archive").click()


def test_a_guest_becomes_an_instructor(page: Page, site: WebServer, accessible: Look) -> None:
    page.goto("/lessons/pods-101/what-is-in-the-box/")
    page.get_by_role("link", name="Sign in").click()
    accessible(page)
    page.get_by_role("link", name="Make one").click()
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password", exact=True).fill("password1")
    page.get_by_label("Password (again)").fill("password1")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("This password is too common.")).to_be_visible()
    accessible(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("link", name="Your account: ada")).to_be_visible()

    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(invitation(site))
    accessible(page)
    page.get_by_role("button", name="Make ada an instructor").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Send this link to one person.")
    expect(link).to_have_value(re.compile("/account/invitation/"))
    accessible(page)

    page.goto("/studio/import/")
    send(page, with_link())
    expect(page.get_by_role("alert")).to_contain_text("is a link; a pack holds plain files only")
    accessible(page)
    send(page, archive_of(FILES))
    expect(page.get_by_role("status")).to_contain_text("basics was taken")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Open the pack").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export the draft").click()
    assert download.value.path().read_bytes() == archive_of(FILES, "basics")

    page.goto("/account/")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_signing_in_needs_no_script(plain_page: Page) -> None:
    plain_page.goto("/account/sign-up/")
    plain_page.get_by_label("Username").fill("grace")
    plain_page.get_by_label("Password", exact=True).fill(PASSWORD)
    plain_page.get_by_label("Password (again)").fill(PASSWORD)
    plain_page.get_by_role("button", name="Make the account").click()
    plain_page.get_by_role("link", name="Your account: grace").click()
    plain_page.get_by_role("button", name="Sign out everywhere").click()
    expect(plain_page.get_by_role("link", name="Sign in")).to_be_visible()
