"""What a guest has learned goes on under the account, and the guest's key owns nothing more."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from podlab.exercises.models import Attempt, Review, SceneRun
from podlab.sandbox.models import PodRun
from tests.accounts.people import key_of, sign_in, sign_up

LESSON = "/lessons/pods-101/what-is-in-the-box/"


def answered(client: Client, steps: int) -> Attempt:
    """An attempt in which so many steps were answered."""
    client.get(LESSON)
    attempt = Attempt.objects.get(owner_key=key_of(client), superseded_at=None)
    for number in range(steps):
        attempt.answers.create(step=f"step-{number}", value="x")
    return attempt


def test_a_guest_s_attempts_go_on_under_the_account(client: Client) -> None:
    attempt = answered(client, 2)
    old = key_of(client)
    ada = sign_up(client, "ada")
    attempt.refresh_from_db()

    assert attempt.owner_key == ada.owner_key == key_of(client) != old
    assert not Attempt.objects.filter(owner_key=old).exists()


def test_the_guest_s_cookie_sees_nothing_of_the_account(client: Client) -> None:
    answered(client, 2)
    planted = Client()
    planted.cookies["sessionid"] = client.cookies["sessionid"].value
    sign_up(client, "ada")
    planted.get(LESSON)

    assert planted.get("/account/").status_code == 302
    assert Attempt.objects.filter(owner_key=key_of(planted), answers__isnull=False).count() == 0


def test_the_attempt_that_is_further_goes_on(client: Client) -> None:
    sign_up(client, "ada")
    little = answered(client, 1)
    elsewhere = Client()
    much = answered(elsewhere, 3)
    sign_in(elsewhere, "ada")

    assert Attempt.objects.get(superseded_at=None) == much
    little.refresh_from_db()
    assert little.superseded_at is not None


def test_a_look_as_a_guest_replaces_nothing(client: Client) -> None:
    sign_up(client, "ada")
    kept = answered(client, 1)
    elsewhere = Client()
    answered(elsewhere, 0)
    sign_in(elsewhere, "ada")

    assert Attempt.objects.get(superseded_at=None) == kept


def test_a_card_is_reviewed_once(client: Client) -> None:
    ada = sign_up(client, "ada")
    elsewhere = Client()
    elsewhere.get(LESSON)
    card = {"pack": "pods-101", "exercise": "what-is-in-the-box", "card": 0}
    Review.objects.create(owner_key=ada.owner_key, known=2, **card)
    Review.objects.create(owner_key=key_of(elsewhere), known=0, **card)
    sign_in(elsewhere, "ada")

    assert [each.known for each in Review.objects.all()] == [2]


def test_what_runs_ends_and_its_removal_stays_with_the_guest_s_namespace(client: Client) -> None:
    attempt = answered(client, 1)
    guest, later = key_of(client), timezone.now() + timedelta(hours=1)
    scene = SceneRun.objects.create(attempt=attempt, owner_key=guest, expires_at=later)
    run = PodRun.objects.create(
        owner_key=guest, namespace=f"learner-{guest}", name="web", manifest="", expires_at=later
    )
    sign_up(client, "ada")
    scene.refresh_from_db()
    run.refresh_from_db()

    assert (scene.owner_key, scene.end_reason) == (guest, "you signed in")
    assert (run.owner_key, run.end_reason) == (guest, "you signed in")
    assert run in PodRun.objects.over(timezone.now())


def test_another_account_s_work_stays_its_own(client: Client) -> None:
    ada = sign_up(client, "ada")
    attempt = answered(client, 1)
    client.post("/account/sign-out/")
    grace = sign_up(client, "grace")
    attempt.refresh_from_db()

    assert attempt.owner_key == ada.owner_key
    assert not Attempt.objects.filter(owner_key=grace.owner_key).exists()
