"""Drafts, versions, what is live, and what an attempt stays with."""

import shutil
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack, Version
from podlab.authoring.packs import (
    NotProved,
    Refused,
    archive_of,
    begin_proof,
    draft_of,
    end_proof,
    files_in,
    folder_of_draft,
    folder_of_version,
    freeze,
    publish,
    replace_draft,
    restore,
    withdraw,
)
from podlab.curriculum.shelves import all_lessons
from podlab.exercises.models import Attempt
from tests.authoring.packs import EXERCISE, FILES, SLUG, pack_of, proved, read_folder, retitled

LESSON = "/lessons/basics/whose-localhost/"


def titles() -> list[str]:
    return [each.spec.title for each in all_lessons().exercises if each.pack.id == SLUG]


def test_a_draft_comes_back_as_it_was_written(ada: User) -> None:
    pack = pack_of(ada)

    assert draft_of(pack) == FILES
    assert read_folder(folder_of_draft(pack)) == FILES


def test_a_zip_of_a_pack_equals_its_files(ada: User) -> None:
    archive = archive_of(FILES, SLUG)

    assert files_in(archive) == FILES
    assert archive_of(files_in(archive), SLUG) == archive


def test_a_version_is_its_content(ada: User) -> None:
    pack = pack_of(ada)
    first = freeze(pack, ada)
    replace_draft(pack, retitled("Another"))
    second = freeze(pack, ada)
    replace_draft(pack, FILES)

    assert freeze(pack, ada) == first
    assert (first.number, second.number) == (1, 2)
    assert first.exercises.keys() == {"whose-localhost"}
    assert first.exercises != second.exercises
    assert read_folder(folder_of_version(first)) == FILES


def test_nothing_goes_live_that_is_not_proved(ada: User) -> None:
    version = freeze(pack_of(ada), ada)
    with pytest.raises(NotProved):
        publish(version)

    begin_proof(version)
    end_proof(version, {"passed": False})
    with pytest.raises(NotProved):
        publish(version)
    assert titles() == []


def test_a_version_is_proved_by_one_at_a_time(ada: User) -> None:
    version = freeze(pack_of(ada), ada)

    assert begin_proof(version)
    assert not begin_proof(version)
    assert version.state == Version.State.PROVING


def test_the_old_version_is_live_until_the_new_one_is_proved(ada: User) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    replace_draft(pack, retitled("Better"))
    better = freeze(pack, ada)
    with pytest.raises(NotProved):
        publish(better)
    assert titles() == ["Whose localhost is it?"]

    publish(proved(pack))
    assert titles() == ["Better"]
    states = dict(pack.versions.values_list("number", "state"))
    assert states == {1: Version.State.RETIRED, 2: Version.State.LIVE}


def test_a_retired_version_comes_back(ada: User) -> None:
    pack = pack_of(ada)
    first = proved(pack)
    publish(first)
    replace_draft(pack, retitled("Worse"))
    publish(proved(pack))
    first.refresh_from_db()
    publish(first)

    assert titles() == ["Whose localhost is it?"]


def test_the_database_allows_one_live_version(ada: User) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    replace_draft(pack, retitled("Second"))
    second = freeze(pack, ada)
    second.state = Version.State.LIVE
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_withdrawn_pack_is_found_no_more(ada: User) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    withdraw(pack)

    assert titles() == []


def test_a_pack_says_its_own_id(ada: User) -> None:
    pack = pack_of(ada)
    foreign = FILES["pack.yaml"].replace(b"id: basics", b"id: pods-101")
    replace_draft(pack, {**FILES, "pack.yaml": foreign})
    with pytest.raises(Refused, match="basics"):
        freeze(pack, ada)


def test_the_shelves_are_made_again_from_the_database(ada: User, shelves: Path) -> None:
    pack = pack_of(ada)
    old = proved(pack)
    publish(old)
    replace_draft(pack, retitled("New"))
    publish(proved(pack))
    shutil.rmtree(shelves)
    restore()

    assert titles() == ["New"]
    assert (shelves / "versions" / old.content / SLUG / EXERCISE).exists()


def test_a_pack_that_is_gone_leaves_the_shelves(ada: User) -> None:
    publish(proved(pack_of(ada)))
    AuthoredPack.objects.all().delete()
    restore()

    assert titles() == []


def test_an_attempt_stays_with_the_version_it_began_on(ada: User, client: Client) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    assert "Whose localhost is it?" in client.get(LESSON).text
    replace_draft(pack, retitled("Quite another"))
    publish(proved(pack))

    page = client.get(LESSON).text
    assert "Whose localhost is it?" in page
    assert "Begin again" in page
    assert "Quite another" in Client().get(LESSON).text
    assert {each.edition for each in Attempt.objects.all()} == {
        each.content for each in pack.versions.all()
    }


def test_who_begins_again_gets_the_new_version(ada: User, client: Client) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    client.get(LESSON)
    replace_draft(pack, retitled("Quite another"))
    publish(proved(pack))
    Attempt.objects.update(superseded_at="2026-01-01T00:00Z")

    assert "Quite another" in client.get(LESSON).text


def test_who_has_begun_goes_on_when_the_pack_is_withdrawn(ada: User, client: Client) -> None:
    pack = pack_of(ada)
    publish(proved(pack))
    client.get(LESSON)
    withdraw(pack)

    assert client.get(LESSON).status_code == HTTPStatus.OK
    assert Client().get(LESSON).status_code == HTTPStatus.NOT_FOUND
