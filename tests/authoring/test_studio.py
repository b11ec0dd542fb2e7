"""The studio's pages: what an instructor does there, and what is another's alone."""

import uuid
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack, ProofRun
from podlab.authoring.packs import draft_of, publish, replace_draft
from podlab.authoring.studio.urls import urlpatterns
from podlab.curriculum.shelves import all_lessons
from podlab.exercises.models import Attempt
from tests.authoring.packs import (
    EXERCISE,
    FILES,
    SLUG,
    instructor,
    pack_of,
    proved,
    retitled,
    signed_in,
)

FOLDER = "010.whose-localhost"
POSTED = {
    "make", "delete", "share", "add", "remove", "try", "check", "add_file", "remove_file", "prove",
    "cancel", "publish", "restore", "withdraw",
}  # fmt: skip
NAMES = [str(each.name) for each in urlpatterns]


def address(name: str, pack: AuthoredPack, run: uuid.UUID | None = None) -> str:
    """Where a page of this pack is."""
    converters = next(each for each in urlpatterns if each.name == name).pattern.converters
    given = {"uid": pack.pk, "folder": FOLDER, "run": run or uuid.uuid4(), "number": 1}
    found = reverse(f"studio:{name}", kwargs={key: given[key] for key in converters})
    return f"{found}?path={EXERCISE}" if "file" in name or name == "check" else found


def test_a_new_pack_begins_empty_and_sound(studio: Client, ada: User) -> None:
    answer = studio.post("/studio/new/", {"title": 'My "class" of 2026'})

    pack = AuthoredPack.objects.get()
    page = studio.get(answer["Location"])
    assert (pack.slug, pack.owner) == ("my-class-of-2026", ada)
    assert page.context["desk"].mistakes == ()
    assert page.context["exercises"] == []


@pytest.mark.parametrize("title", ["", "Pods 101", "***", "Basics"])
def test_a_pack_needs_a_name_of_its_own(studio: Client, ada: User, title: str) -> None:
    pack_of(ada)

    answer = studio.post("/studio/new/", {"title": title})

    assert answer.status_code == 422
    assert answer.context["form"].errors["title"]
    assert AuthoredPack.objects.count() == 1


def test_a_shipped_exercise_is_copied_and_opened(studio: Client, ada: User) -> None:
    pack = pack_of(ada)

    answer = studio.post(address("add", pack), {"copy": "pods-101/whose-localhost"})

    page = studio.get(answer["Location"])
    assert page.context["exercise"].spec.forked_from == "pods-101/whose-localhost"
    assert page.context["form"].initial["minutes"] == page.context["exercise"].spec.minutes


@pytest.mark.parametrize("sent", [{"copy": "pods-101/none"}, {"kind": "none"}, {}])
def test_what_cannot_be_added_changes_nothing(
    studio: Client, ada: User, sent: dict[str, str]
) -> None:
    pack = pack_of(ada)

    answer = studio.post(address("add", pack), sent)

    assert answer.status_code == 422
    assert draft_of(pack) == FILES


def test_a_file_is_saved_with_its_mistakes_told(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    page = studio.get(address("file", pack))
    text = page.context["text"].replace("Whose localhost is it?", "Broken: [")

    sent = {"text": text.replace("\n", "\r\n"), "base": page.context["base"]}
    answer = studio.post(address("file", pack), sent, follow=True)

    assert draft_of(pack)[EXERCISE].decode() == text
    assert [each.line for each in answer.context["mistakes"]] == [4]
    assert answer.context["exercise"] is None


def test_what_another_has_saved_is_not_overwritten_unseen(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    page = studio.get(address("file", pack))
    replace_draft(pack, retitled("By another"))

    answer = studio.post(address("file", pack), {"text": "mine", "base": page.context["base"]})

    assert answer.status_code == 409
    assert (answer.context["text"], draft_of(pack)) == ("mine", retitled("By another"))
    sent = {"text": "mine", "base": answer.context["base"]}
    assert studio.post(address("file", pack), sent).status_code == 302
    assert draft_of(pack)[EXERCISE] == b"mine"


def test_what_is_typed_is_checked_and_not_saved(studio: Client, ada: User) -> None:
    pack = pack_of(ada)

    answer = studio.post(address("check", pack), {"text": "schema: podlab/exercise@1\ntitle: []"})

    assert len(answer.context["mistakes"]) > 1
    assert b'data-line="2"' in answer.content
    assert draft_of(pack) == FILES


def test_hostile_text_stays_text(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    text = FILES[EXERCISE].decode().replace("Whose localhost is it?", "<script>alert(1)</script>")
    bad = text.replace("aspect: networking", "aspect: networking\n<img src=x>: 1")

    for each in (text, bad):
        answer = studio.post(address("check", pack), {"text": each})
        assert b"<script>alert" not in answer.content
        assert b"<img src=x" not in answer.content


def test_the_form_of_fields_is_saved_into_the_text(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    page = studio.get(address("fields", pack))
    sent = {**page.context["form"].initial, "title": "By the form", "repeat": 1}

    answer = studio.post(address("fields", pack), sent, follow=True)

    assert answer.context["exercise"].spec.title == "By the form"
    assert answer.context["exercise"].spec.tests.repeat == 1
    assert studio.post(address("fields", pack), {**sent, "minutes": "no"}).status_code == 422


def test_trying_it_begins_an_attempt_at_the_draft(studio: Client, ada: User) -> None:
    pack = pack_of(ada, retitled("Not yet published"))

    page = studio.post(address("try", pack), follow=True)

    attempt = Attempt.objects.get()
    assert page.context["spec"].title == "Not yet published"
    assert attempt.edition == pack.versions.get().content
    assert SLUG not in [each.id for each in all_lessons().packs]
    assert Client().get("/lessons/basics/whose-localhost/").status_code == 404


def test_only_what_is_proved_is_published_and_back_again(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    first = proved(pack)
    replace_draft(pack, retitled("Second"))
    studio.post(address("try", pack))  # keeps it as version 2

    refused = studio.post(reverse("studio:publish", args=[pack.pk, 2]))
    studio.post(reverse("studio:publish", args=[pack.pk, 1]))
    studio.post(reverse("studio:restore", args=[pack.pk, 1]))

    assert refused.status_code == 409
    assert pack.live == first
    assert draft_of(pack) == FILES


def test_a_pack_is_shared_and_taken_back(studio: Client, ada: User) -> None:
    pack, bob = pack_of(ada), instructor("bob")
    his = signed_in(bob)
    assert his.get(address("pack", pack)).status_code == 404

    studio.post(address("share", pack), {"username": "bob"})
    assert his.get(address("pack", pack)).status_code == 200
    assert his.post(address("share", pack), {"username": "ada"}).status_code == 404
    assert his.post(address("delete", pack), {"slug": SLUG}).status_code == 404
    studio.post(address("share", pack), {"remove": "bob"})

    assert his.get(address("pack", pack)).status_code == 404
    assert studio.post(address("share", pack), {"username": "nobody"}).status_code == 422


def test_a_pack_is_deleted_by_its_name_only(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    publish(proved(pack))

    run = ProofRun.objects.create(version=pack.versions.get(), by=ada)
    assert studio.post(address("delete", pack), {"slug": SLUG}).status_code == 422
    run.delete()
    assert studio.post(address("delete", pack), {"slug": "other"}).status_code == 422
    assert studio.post(address("delete", pack), {"slug": SLUG}).status_code == 302
    assert not AuthoredPack.objects.exists()
    assert SLUG not in [each.id for each in all_lessons().packs]


def test_a_proof_is_told_line_by_line(studio: Client, ada: User) -> None:
    pack = pack_of(ada)
    run = ProofRun.objects.create(version=proved(pack), by=ada)
    run.lines.create(
        exercise="whose-localhost", case="starter", is_proved=False,
        problems=[{"says": "Check `listens` passes.", "detail": "expected: <script>x</script>"}],
    )  # fmt: skip

    page = studio.get(address("proof", pack, run.pk))
    same = studio.get(f"{address('progress', pack, run.pk)}?state={page.context['state']}")
    studio.post(address("cancel", pack, run.pk))
    ProofRun.objects.update(ended_at=timezone.now(), outcome="cancelled")
    ended = studio.get(f"{address('progress', pack, run.pk)}?state={page.context['state']}")

    run.refresh_from_db()
    assert b"Check `listens` passes." in page.content
    assert b"<script>x" not in page.content
    assert (same.status_code, ended.status_code) == (204, 286)
    assert run.cancel_asked_at is not None


def test_another_instructors_pack_is_not_there(studio: Client, ada: User) -> None:
    pack = pack_of(instructor("bob"), {**FILES, "secret.md": b"a secret of bob's"})
    run = ProofRun.objects.create(version=proved(pack), by=pack.owner)

    for name, at in addresses(pack, run.pk).items():
        answer = studio.post(at, {"slug": SLUG}) if name in POSTED else studio.get(at)
        assert (name, answer.status_code) == (name, 404)
        assert b"a secret" not in answer.content

    run.refresh_from_db()
    assert run.cancel_asked_at is None
    assert AuthoredPack.objects.filter(pk=pack.pk).exists()


def addresses(pack: AuthoredPack, run: uuid.UUID) -> dict[str, str]:
    """Every page that belongs to a pack."""
    found = {name: address(name, pack, run) for name in NAMES}
    return {name: at for name, at in found.items() if f"{pack.pk}" in at}


def test_the_studio_is_for_instructors(settings: LazySettings, db: None) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    pack = pack_of(instructor("bob"))
    learner = signed_in(User.objects.create_user("carl", "carl's own secret"))

    for name in NAMES:
        at = address(name, pack)
        asked = [each.post if name in POSTED else each.get for each in (Client(), learner)]
        assert (name, [ask(at).status_code for ask in asked]) == (name, [302, 403])

    assert draft_of(pack) == FILES


def test_nothing_changes_by_get(studio: Client, ada: User) -> None:
    pack = pack_of(ada)

    answers = {name: studio.get(address(name, pack)).status_code for name in POSTED}

    assert answers == dict.fromkeys(POSTED, 405)


def test_a_picture_is_added_and_removed(studio: Client, ada: User, tmp_path: Path) -> None:
    pack, picture = pack_of(ada), tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG")
    path = f"exercises/{FOLDER}/media/a.png"
    with picture.open("rb") as data:
        sent = {"folder": FOLDER, "name": "media/a.png", "data": data}
        answer = studio.post(address("add_file", pack), sent, follow=True)

    assert draft_of(pack)[path] == b"\x89PNG"
    assert answer.context["is_text"] is False
    studio.post(f"{reverse('studio:remove_file', args=[pack.pk])}?path={path}")
    assert draft_of(pack) == FILES
