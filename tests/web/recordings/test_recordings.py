"""Recordings: saved by their owner, watched by whoever has the address, opened from files."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.utils import timezone

from podlab.sandbox.models import PodRun, Recording
from podlab.sandbox.recordings.keeping import remove_old
from podlab.sandbox.recordings.saving import RECORDINGS_OF_A_GUEST
from tests.support.api_server import ApiServer
from tests.web.recordings.test_looking_back import run_and_log
from tests.web.tape.test_documents import DOCUMENT, spoiled, with_entry

pytestmark = pytest.mark.django_db(transaction=True)


async def recorded(api: ApiServer, browser: AsyncClient) -> tuple[PodRun, Recording]:
    run = await run_and_log(api, browser)
    answer = await browser.post(f"/sandbox/{run.uid}/record/")
    assert answer.status_code == 303, answer.content
    made = await Recording.objects.aget()
    assert answer["Location"] == f"/recordings/{made.uid}/"
    return run, made


async def opened(browser: AsyncClient, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("run.json", data, "application/json")
    answer = await browser.post("/recordings/open/", {"file": file}, follow=True)
    return answer.status_code, answer.content.decode()


async def test_a_saved_run_is_shown_to_whoever_has_its_address(
    own_api: ApiServer, visitor: AsyncClient, outsider: AsyncClient
) -> None:
    run, made = await recorded(own_api, visitor)
    answer = await outsider.get(f"/recordings/{made.uid}/")
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "pair is Running" in text
    assert "&lt;b&gt;hello&lt;/b&gt;" in text
    assert "<b>hello</b>" not in text
    assert "Delete" not in text
    assert answer["X-Robots-Tag"] == "noindex"
    file = (await outsider.get(f"/recordings/{made.uid}/file/")).content
    assert run.namespace.encode() not in file
    assert run.owner_key.encode() not in file


async def test_a_recording_needs_no_cluster_and_no_run(
    own_api: ApiServer, visitor: AsyncClient, outsider: AsyncClient, settings: LazySettings
) -> None:
    run, made = await recorded(own_api, visitor)
    settings.PODLAB_KUBECONFIG = settings.BASE_DIR / "nowhere"
    await run.adelete()

    for address in ("", "past/?part=status&at=0", "timeline/", "file/"):
        assert (await outsider.get(f"/recordings/{made.uid}/{address}")).status_code == 200


async def test_without_a_script_each_moment_is_a_link_to_the_picture_then(
    visitor: AsyncClient, no_api: None
) -> None:
    _, page = await opened(visitor, DOCUMENT.to_json())
    made = await Recording.objects.aget()
    links = re.findall(r'href="\?at=([0-9.]+)".*?<td class="long">(.*?)</td>', page)
    then = {
        words: (await visitor.get(f"/recordings/{made.uid}/?at={at}")).content.decode()
        for at, words in links
    }

    assert "hello is Pending" in then["client: Waiting: ContainerCreating"]
    assert "as the manifest declares" in then["Scheduled: Scheduled it"]


async def test_only_its_owner_deletes_it(
    own_api: ApiServer, visitor: AsyncClient, outsider: AsyncClient
) -> None:
    _, made = await recorded(own_api, visitor)
    await outsider.get("/sandbox/")

    assert (await outsider.post(f"/recordings/{made.uid}/delete/")).status_code == 404
    assert (await visitor.get(f"/recordings/{made.uid}/delete/")).status_code == 405
    assert b"pair" not in (await outsider.get("/recordings/")).content
    assert b"pair" in (await visitor.get("/recordings/")).content
    assert (await visitor.post(f"/recordings/{made.uid}/delete/")).status_code == 303
    assert (await visitor.get(f"/recordings/{made.uid}/")).status_code == 404
    assert (await visitor.get(f"/recordings/{made.uid}/file/")).status_code == 404


async def test_a_downloaded_recording_can_be_opened_by_another(
    own_api: ApiServer, visitor: AsyncClient, outsider: AsyncClient
) -> None:
    _, made = await recorded(own_api, visitor)
    file = await visitor.get(f"/recordings/{made.uid}/file/?download")

    assert "attachment" in file["Content-Disposition"]
    status, text = await opened(outsider, file.content)
    assert status == 200
    assert "Recorded elsewhere, and opened from a file." in text
    assert "pair is Running" in text


async def test_a_hostile_file_is_only_text(visitor: AsyncClient, no_api: None) -> None:
    bad = "</script><script>alert(1)</script>"
    document = {
        **spoiled(manifest=bad, recorded={bad: bad}),
        "entries": [
            {"kind": "log", "time": 1, "container": bad, "text": bad},
            {"kind": "event", "time": 2, "type": bad, "reason": bad, "message": bad},
            {"kind": "refused", "time": 3, "from": bad, "port": 80, "errno": bad},
        ],
    }
    document["pod"]["metadata"]["name"] = bad
    document["pod"]["spec"]["containers"][0]["name"] = bad
    status, text = await opened(visitor, json.dumps(document).encode())

    assert status == 200
    assert "&lt;/script&gt;" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"no json", "The file is no JSON text."),
        (json.dumps(with_entry(kind="log")).encode(), "container is missing."),
    ],
)
async def test_a_file_that_is_none_is_refused(
    visitor: AsyncClient, no_api: None, data: bytes, problem: str
) -> None:
    status, text = await opened(visitor, data)

    assert status == 422
    assert problem in text
    assert await Recording.objects.acount() == 0


async def test_a_guest_keeps_so_many_and_all_guests_so_many(
    visitor: AsyncClient, outsider: AsyncClient, no_api: None, settings: LazySettings
) -> None:
    for _ in range(RECORDINGS_OF_A_GUEST):
        assert (await opened(visitor, DOCUMENT.to_json()))[0] == 200
    status, text = await opened(visitor, DOCUMENT.to_json())
    settings.PODLAB_RECORDINGS = RECORDINGS_OF_A_GUEST
    others = await opened(outsider, DOCUMENT.to_json())

    assert (status, "You have 10 recordings." in text) == (409, True)
    assert (others[0], "as many recordings as it may" in others[1]) == (409, True)


async def test_what_is_over_is_not_shown_and_then_removed(
    visitor: AsyncClient, no_api: None
) -> None:
    await opened(visitor, DOCUMENT.to_json())
    made = await Recording.objects.aget()
    await Recording.objects.aupdate(expires_at=timezone.now() - timedelta(seconds=1))

    assert (await visitor.get(f"/recordings/{made.uid}/")).status_code == 404
    await remove_old()
    assert await Recording.objects.acount() == 0
