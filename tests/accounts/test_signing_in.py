"""Signing up, in and out; what an ended session is worth; what the settings allow."""

from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.test import Client

from podlab.accounts.models import User
from tests.accounts.people import PASSWORD, key_of, sign_in, sign_up

ACCOUNT = "/account/"


def test_an_account_needs_a_name_and_a_password(client: Client) -> None:
    ada = sign_up(client, "ada")

    assert ada.email == ""
    assert not ada.is_instructor
    assert "ada" in client.get(ACCOUNT).text


def test_no_field_of_the_form_makes_an_instructor(client: Client) -> None:
    fields = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/sign-up/", {**fields, "is_instructor": "1", "owner_key": "0"})

    eve = User.objects.get(username="eve")
    assert not eve.is_instructor
    assert eve.owner_key != "0"


@pytest.mark.parametrize("password", ["short", "password1", "12345678901"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    fields = {"username": "ada", "password1": password, "password2": password}
    page = client.post("/account/sign-up/", fields)

    assert "account-error" in page.text
    assert not User.objects.exists()


def test_a_name_is_taken_whatever_its_case(client: Client) -> None:
    sign_up(client, "ada")
    page = Client().post(
        "/account/sign-up/", {"username": "ADA", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "account-error" in page.text


def test_a_wrong_password_signs_nobody_in(client: Client) -> None:
    User.objects.create_user("ada", PASSWORD)

    assert not sign_in(client, "ada", "wrong")
    assert sign_in(client, "ada")


def test_tries_at_one_account_have_an_end(client: Client) -> None:
    User.objects.create_user("ada", PASSWORD)
    for _ in range(10):
        sign_in(client, "ada", "wrong")

    assert not sign_in(client, "ada")


def test_signed_in_anywhere_the_learner_is_the_same(client: Client) -> None:
    ada = sign_up(client, "ada")
    other = Client()
    sign_in(other, "ada")

    assert key_of(client) == key_of(other) == ada.owner_key


def test_signing_out_ends_copies_of_the_cookie(client: Client) -> None:
    ada = sign_up(client, "ada")
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get(ACCOUNT).status_code == HTTPStatus.OK
    client.post("/account/sign-out/")

    assert thief.get(ACCOUNT).status_code == HTTPStatus.FOUND
    thief.get("/lessons/pods-101/what-is-in-the-box/")  # an async page, which asks for the guest
    assert key_of(thief) != ada.owner_key
    assert key_of(client) == ""


def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    sign_up(client, "ada")
    other = Client()
    sign_in(other, "ada")
    fields = {"oldpassword": PASSWORD, "password1": "another good one", "password2": ""}
    client.post("/account/password/", {**fields, "password2": "another good one"})

    assert client.get(ACCOUNT).status_code == HTTPStatus.OK
    assert other.get(ACCOUNT).status_code == HTTPStatus.FOUND


def test_the_way_back_stays_on_the_site(client: Client) -> None:
    User.objects.create_user("ada", PASSWORD)
    fields = {"login": "ada", "password": PASSWORD, "next": "https://elsewhere.example/"}

    assert client.post("/account/sign-in/", fields)["Location"] == "/lessons/"


def test_new_accounts_can_be_by_invitation_only(client: Client, settings: LazySettings) -> None:
    settings.PODLAB_SIGN_UP = False
    fields = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}

    assert "by invitation" in client.get("/account/sign-up/").text
    client.post("/account/sign-up/", fields)
    assert not User.objects.exists()


PAGES = ["/account/sign-in/", "/account/sign-up/", "/account/sign-out/", "/account/"]


@pytest.mark.parametrize("page", [*PAGES, "/account/password/"])
def test_pages_obey_the_strict_policy(client: Client, page: str) -> None:
    if page in {"/account/sign-out/", "/account/", "/account/password/"}:
        sign_up(client, "ada")
    response = client.get(page)

    assert response.status_code == HTTPStatus.OK
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "<script>" not in response.text
    assert " style=" not in response.text
    assert " onclick" not in response.text
