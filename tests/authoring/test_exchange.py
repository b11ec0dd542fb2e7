"""Packs that come in and go out; hostile ones are refused, and what is live stays live."""

import subprocess
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from podlab.accounts.models import User
from podlab.authoring.exchange.git import files_of_repository
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import Refused, archive_of, draft_of, files_in, publish
from podlab.curriculum.shelves import all_lessons
from tests.authoring.hostile import HOSTILE, pack_with, zipped
from tests.authoring.packs import FILES, SLUG, instructor, pack_of, proved, retitled

FOLDER = "exercises/010.whose-localhost"
SMALL = zipped({"pack.yaml": b"id: small\n", "words/glossary.yaml": b"Pod: x\n"})


@pytest.fixture
def studio(client: Client, ada: User) -> Client:
    """Ada at her browser."""
    client.force_login(ada)
    return client


def send(client: Client, archive: bytes, address: str = "/studio/import/") -> HttpResponse:
    upload = SimpleUploadedFile("pack.zip", archive, content_type="application/zip")
    return client.post(address, {"archive": upload})  # type: ignore[return-value]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_pack_is_refused_in_a_sentence(studio: Client, ada: User, kind: str) -> None:
    archive_of_kind, said = HOSTILE[kind]
    pack = pack_of(ada)
    publish(proved(pack))
    before = draft_of(pack)
    response = send(studio, archive_of_kind(), f"/studio/{pack.pk}/import/")

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    refused = response.context["refused"]  # type: ignore[attr-defined]
    assert said in str(refused)
    assert "\n" not in str(refused)
    assert draft_of(pack) == before
    assert [each.spec.title for each in all_lessons().exercises if each.pack.id == SLUG] == [
        "Whose localhost is it?"
    ]


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12))
def test_whatever_an_archive_says_it_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for place, byte in changes:
        data[-1 - place % len(data)] = byte
    with suppress(Refused):
        assert files_in(bytes(data))


def test_what_is_exported_equals_what_was_imported(studio: Client) -> None:
    send(studio, zipped({f"basics/{path}": data for path, data in FILES.items()}))
    pack = AuthoredPack.objects.get(slug=SLUG)
    response = studio.get(f"/studio/{pack.pk}/export/")

    assert response["Content-Disposition"] == 'attachment; filename="basics-draft.zip"'
    assert files_in(response.content) == FILES == draft_of(pack)


def test_a_version_is_exported_as_it_was(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    version = proved(pack)
    send(studio, archive_of(retitled("Another")), f"/studio/{pack.pk}/import/")
    response = studio.get(f"/studio/{pack.pk}/versions/{version.number}/export/")

    assert files_in(response.content) == FILES
    assert draft_of(pack) == retitled("Another")


def test_what_is_imported_waits_to_be_proved(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    send(studio, archive_of(retitled("Another")), f"/studio/{pack.pk}/import/")

    titles = [each.spec.title for each in all_lessons().exercises if each.pack.id == SLUG]
    assert titles == ["Whose localhost is it?"]


@pytest.mark.parametrize("slug", ["pods-101", SLUG])
def test_an_id_that_is_taken_is_refused(studio: Client, ada: User, slug: str) -> None:
    pack_of(ada)
    response = send(studio, archive_of(pack_with("id: basics", f"id: {slug}")))

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert AuthoredPack.objects.count() == 1


def test_somebody_else_s_id_is_refused_without_a_word_about_the_pack(studio: Client) -> None:
    pack_of(instructor("grace"))
    response = send(studio, archive_of(FILES))

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "grace" not in response.content.decode()


def test_what_computers_leave_behind_does_not_count() -> None:
    litter = {".git/config": b"x", "__MACOSX/pack.yaml": b"x", f"{FOLDER}/.DS_Store": b"x"}

    assert files_in(zipped({**FILES, **litter})) == FILES


PAGES = ("import/", "export/", "versions/1/export/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["nobody", "learner", "other instructor", "no longer sharing"])
def test_packs_are_their_owners_own(ada: User, page: str, who: str) -> None:
    pack = pack_of(ada)
    proved(pack)
    stranger = Client()
    if who == "learner":
        stranger.force_login(User.objects.create_user("eve"))
    elif who != "nobody":
        grace = instructor("grace")
        stranger.force_login(grace)
        pack.shared_with.add(*[grace] if who == "no longer sharing" else [])
        pack.shared_with.clear()
    expected = {"nobody": HTTPStatus.FOUND, "learner": HTTPStatus.FORBIDDEN}
    response = stranger.get(f"/studio/{pack.pk}/{page}")

    assert response.status_code == expected.get(who, HTTPStatus.NOT_FOUND)
    if page == "import/":
        send(stranger, archive_of(retitled("Mine now")), f"/studio/{pack.pk}/import/")
        assert draft_of(pack) == FILES


@pytest.mark.parametrize("page", PAGES)
def test_who_shares_a_pack_may_do_the_same(ada: User, client: Client, page: str) -> None:
    pack = pack_of(ada)
    proved(pack)
    grace = instructor("grace")
    pack.shared_with.add(grace)
    client.force_login(grace)

    assert client.get(f"/studio/{pack.pk}/{page}").status_code == HTTPStatus.OK
    assert AuthoredPack.objects.owned_by(grace).count() == 0


@pytest.fixture
def repository(tmp_path: Path, settings: LazySettings) -> str:
    """A git repository with the sound pack in a folder, in a place that the operator allows."""
    place = tmp_path / "allowed" / "lessons"
    for path, data in FILES.items():
        file = place / "packs" / SLUG / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    settings.PODLAB_GIT_SOURCES = [f"file://{tmp_path}/allowed/"]
    commit(place)
    return f"file://{place}"


def commit(place: Path) -> None:
    who = ("-c", "user.name=ada", "-c", "user.email=ada@example.org")
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "Lessons"]):
        subprocess.run(["git", "-C", str(place), *command], check=True)


def test_a_pack_comes_from_git(studio: Client, repository: str) -> None:
    studio.post("/studio/import/", {"address": repository, "folder": f"packs/{SLUG}"})

    assert draft_of(AuthoredPack.objects.get(slug=SLUG)) == FILES


def test_a_link_in_git_is_refused(repository: str, tmp_path: Path) -> None:
    place = tmp_path / "allowed" / "lessons"
    (place / "packs" / SLUG / "secrets").symlink_to("/etc")
    commit(place)
    with pytest.raises(Refused, match="is a link"):
        files_of_repository(repository, f"packs/{SLUG}")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/pack.git",
        "file:///etc",
        "ext::sh -c id",
        "--upload-pack=id",
        "{allowed}../secret",
        "{allowed}lessons?x=1",
        "{allowed}lessons\nx",
        "{allowed}",
    ],
)
def test_other_places_are_refused(repository: str, tmp_path: Path, address: str) -> None:
    given = address.replace("{allowed}", f"file://{tmp_path}/allowed/")
    with pytest.raises(Refused, match="these places only"):
        files_of_repository(given)


@pytest.mark.parametrize(("folder", "said"), [("../..", "a path inside"), ("nothing", "git could")])
def test_a_folder_lies_in_the_repository(repository: str, folder: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        files_of_repository(repository, folder)


def test_without_places_nothing_comes_from_git(studio: Client, settings: LazySettings) -> None:
    settings.PODLAB_GIT_SOURCES = []

    assert "From a git repository" not in studio.get("/studio/import/").content.decode()
    response = studio.post("/studio/import/", {"address": "https://git.example.org/x"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
