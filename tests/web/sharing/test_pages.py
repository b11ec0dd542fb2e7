"""The page of exports, its downloads, and a workbench opened by a shared link."""

import io
import zipfile

import pytest
from django.test import AsyncClient

from podlab.sandbox.models import PodRun
from podlab.sandbox.sharing.link import code_of
from tests.support.api_server import ApiServer
from tests.web.compose.test_composing import posted
from tests.web.exports.pods import EVERYTHING
from tests.web.manifests import PAIR, TWO_MISTAKES

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = EVERYTHING.format(name="all", image="busybox")


async def test_the_page_has_four_forms_and_a_link(visitor: AsyncClient) -> None:
    answer = await visitor.post("/sandbox/export/", {"manifest": TEXT})

    assert [each.slug for each in answer.context["exports"]] == [
        "kubectl",
        "compose",
        "podman",
        "docker",
    ]
    assert answer.context["link"] == f"http://testserver/sandbox/?pod={code_of(TEXT)}"
    assert b"Readiness probes" in answer.content


async def test_a_text_with_mistakes_is_not_exported(visitor: AsyncClient) -> None:
    answer = await visitor.post("/sandbox/export/", {"manifest": TWO_MISTAKES})
    download = await visitor.post("/sandbox/export/docker/", {"manifest": TWO_MISTAKES})

    assert answer.status_code == download.status_code == 422
    assert answer.context["exports"] == ()
    assert b"metadata.name" in answer.content


async def test_what_stands_in_the_form_is_exported(visitor: AsyncClient) -> None:
    fields = {**posted(PAIR), "pod-name": "couple"}
    answer = await visitor.post("/sandbox/export/", fields)
    wrong = await visitor.post("/sandbox/export/", {**fields, "pod-name": "No Name"})

    assert answer.context["text"] == PAIR.replace("name: pair", "name: couple")
    assert wrong.status_code == 422


async def test_a_download_is_a_file(visitor: AsyncClient) -> None:
    script = await visitor.post("/sandbox/export/docker/", {"manifest": PAIR})
    text = await visitor.post("/sandbox/export/kubectl/", {"manifest": PAIR.replace("\n", "\r\n")})

    assert script["Content-Disposition"] == 'attachment; filename="pair.sh"'
    assert script.content.startswith(b"#!/bin/sh\n")
    assert text.content.decode() == PAIR


async def test_files_come_in_an_archive(visitor: AsyncClient) -> None:
    answer = await visitor.post("/sandbox/export/compose/", {"manifest": TEXT})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["compose.yaml", "files/pages/WORDS", "files/pages/page.html"]
        assert archive.read("files/pages/WORDS") == b"it's $HOME"


async def test_there_is_no_other_form(visitor: AsyncClient) -> None:
    answer = await visitor.post("/sandbox/export/nomad/", {"manifest": PAIR})

    assert answer.status_code == 404


async def test_a_link_lays_the_text_out_and_runs_nothing(
    visitor: AsyncClient, api: ApiServer
) -> None:
    answer = await visitor.get(f"/sandbox/?pod={code_of(PAIR)}")

    assert answer.context["form"].data["manifest"] == PAIR
    assert b"Somebody shared this Pod with you" in answer.content
    assert not await PodRun.objects.aexists()
    assert not [pod for pod in api.preparer.asked if pod["metadata"]["name"] == "pair"]


async def test_a_broken_link_is_told(visitor: AsyncClient, api: ApiServer) -> None:
    answer = await visitor.get("/sandbox/?pod=broken")

    assert b"does not hold a Pod" in answer.content
    assert answer.context["form"].data["manifest"] != ""


async def test_what_is_shared_is_only_text(visitor: AsyncClient, api: ApiServer) -> None:
    answer = await visitor.get(f"/sandbox/?pod={code_of('</textarea><script>alert(1)</script>')}")

    assert b"<script>alert(1)" not in answer.content


async def test_export_by_address_is_of_the_latest_pod(visitor: AsyncClient, api: ApiServer) -> None:
    before = await visitor.get("/sandbox/export/")
    await visitor.post("/sandbox/run/", {"manifest": PAIR})
    after = await visitor.get("/sandbox/export/")

    assert before.status_code == 302
    assert after.context["text"] == PAIR
