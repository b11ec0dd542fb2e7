"""Invitations: once, in time, and one's own only."""

from datetime import timedelta
from http import HTTPStatus
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from podlab.accounts.invitations import invite
from podlab.accounts.models import Invitation, User
from tests.accounts.people import sign_up


def instructor(client: Client, name: str) -> User:
    user = sign_up(client, name)
    client.post(invite())
    user.refresh_from_db()
    return user


def test_the_operator_makes_the_first_instructor(client: Client) -> None:
    told = StringIO()
    call_command("invite_instructor", address="https://podlab.example/", stdout=told)
    link = told.getvalue().split()[0].removeprefix("https://podlab.example")
    assert "Make an account" in client.get(link).text
    ada = sign_up(client, "ada")
    client.post(link)
    ada.refresh_from_db()

    assert ada.is_instructor


def test_looking_at_an_invitation_accepts_nothing(client: Client) -> None:
    ada = sign_up(client, "ada")
    client.get(invite())
    ada.refresh_from_db()

    assert not ada.is_instructor


def test_an_invitation_is_used_once(client: Client) -> None:
    link, other = invite(), Client()
    sign_up(client, "ada")
    grace = sign_up(other, "grace")
    client.post(link)

    assert other.post(link).status_code == HTTPStatus.NOT_FOUND
    grace.refresh_from_db()
    assert not grace.is_instructor


def test_an_invitation_ends_after_its_time(client: Client) -> None:
    link = invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sign_up(client, "ada")

    assert client.post(link).status_code == HTTPStatus.NOT_FOUND


def test_who_is_invited_may_make_an_account(client: Client, settings: LazySettings) -> None:
    settings.PODLAB_SIGN_UP = False
    client.get(invite())

    assert sign_up(client, "ada")


def test_instructors_invite_and_learners_do_not(client: Client) -> None:
    learner = Client()
    instructor(client, "ada")
    sign_up(learner, "grace")

    assert "/account/invitation/" in client.post("/account/invitations/").text
    assert learner.post("/account/invitations/").status_code == HTTPStatus.FORBIDDEN
    assert Client().post("/account/invitations/").status_code == HTTPStatus.FOUND
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize(("who", "left"), [("ada", 0), ("grace", 1)])
def test_one_takes_back_one_s_own_invitations(client: Client, who: str, left: int) -> None:
    people = {"ada": client, "grace": Client()}
    for name, browser in people.items():
        instructor(browser, name)
    client.post("/account/invitations/")
    mine = Invitation.objects.open().get()
    people[who].post(f"/account/invitations/{mine.pk}/take-back/")

    assert Invitation.objects.open().count() == left


def test_a_token_is_kept_as_a_hash_only(db: None) -> None:
    token = invite().split("/")[-2]

    assert token not in str(list(Invitation.objects.values()))
