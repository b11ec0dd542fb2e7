"""Signing in with a school's OpenID Connect server."""

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from podlab.accounts.models import User
from podlab.exercises.models import Attempt
from tests.accounts.people import key_of, sign_up
from tests.support.oidc_server import CLIENT, SECRET, School, school

GRACE = {"sub": "4711", "preferred_username": "grace", "email": "grace@school.example"}
BUTTON = "Sign in with Our school"
LOGIN = "/account/oidc/school/login/"


@pytest.fixture
def our_school(settings: LazySettings) -> Iterator[School]:
    with school(GRACE) as server:
        app = {
            "provider_id": "school",
            "name": "Our school",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": server.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        yield server


def come_back(client: Client, server: School, **changed: str) -> int:
    """Go to the school and come back with a code; the status of the answer."""
    sent = client.post(LOGIN)
    assert sent["Location"].startswith(f"{server.address}/authorize?")
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    return client.get(f"{LOGIN}callback/", {"code": "c", "state": state, **changed}).status_code


def test_there_is_no_button_without_a_server(client: Client) -> None:
    assert "/oidc/" not in client.get("/account/sign-in/").text


def test_whom_the_school_knows_gets_an_account(client: Client, our_school: School) -> None:
    client.get("/lessons/pods-101/what-is-in-the-box/")
    assert BUTTON in client.get("/account/sign-in/").text
    assert come_back(client, our_school) == HTTPStatus.FOUND
    grace = User.objects.get()

    assert (grace.username, grace.is_instructor) == ("grace", False)
    assert Attempt.objects.get().owner_key == grace.owner_key == key_of(client)
    assert "code_verifier" in our_school.asked[0]


def test_the_same_person_is_the_same_account(client: Client, our_school: School) -> None:
    come_back(client, our_school)
    come_back(Client(), our_school)

    assert User.objects.count() == 1


def test_a_name_that_is_taken_here_stays_with_who_has_it(
    client: Client, our_school: School
) -> None:
    local = sign_up(Client(), "grace")
    come_back(client, our_school)

    assert key_of(client) != local.owner_key


def test_an_answer_that_was_not_asked_for_signs_nobody_in(
    client: Client, our_school: School
) -> None:
    come_back(client, our_school, state="made-up")

    assert not User.objects.exists()


def test_looking_at_the_address_starts_nothing(client: Client, our_school: School) -> None:
    page = client.get(LOGIN)

    assert page.status_code == HTTPStatus.OK
    assert "Go on" in page.text
