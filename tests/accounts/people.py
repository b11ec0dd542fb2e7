"""People at the site's pages, for tests."""

from django.test import Client

from podlab.accounts.models import User

PASSWORD = "correct horse battery"


def sign_up(client: Client, name: str, address: str = "/account/sign-up/") -> User:
    fields = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(address, fields)
    assert response.status_code == 302, response.text
    return User.objects.get(username=name)


def sign_in(client: Client, name: str, password: str = PASSWORD) -> bool:
    fields = {"login": name, "password": password}
    return client.post("/account/sign-in/", fields).status_code == 302


def key_of(client: Client) -> str:
    return str(client.session.get("guest", ""))
