"""Every address of the studio that names a pack, tried by those whom it does not belong to."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from podlab.accounts.models import User
from podlab.authoring.exchange import urls as exchange
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import draft_of
from podlab.authoring.studio import urls as studio
from tests.authoring.packs import FILES, instructor, pack_of, proved

VALUES = {"folder": "010.whose-localhost", "number": 1}


def routes() -> Iterator[tuple[str, list[str]]]:
    """The names of all addresses with a pack's id in them, and what else they need."""
    for module in (studio, exchange):
        for each in module.urlpatterns:
            assert isinstance(each, URLPattern)
            needs = list(each.pattern.converters)
            if "uid" in needs:
                yield f"{module.app_name}:{each.name}", needs


ROUTES = dict(routes())


def address(name: str, pack: AuthoredPack) -> str:
    given = {"uid": pack.pk, "run": uuid4(), **VALUES}
    return reverse(name, kwargs={need: given[need] for need in ROUTES[name]})


@pytest.mark.parametrize("name", ROUTES)
def test_another_instructor_finds_nothing(ada: User, client: Client, name: str) -> None:
    pack = pack_of(ada)
    proved(pack)
    client.force_login(instructor("grace"))
    place = address(name, pack)
    absent = address(name, AuthoredPack(pk=uuid4()))

    for method in (client.get, client.post):
        theirs, nobodys = method(place), method(absent)
        assert theirs.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
        assert theirs.status_code == nobodys.status_code
        assert len(theirs.content) == len(nobodys.content)
    assert draft_of(AuthoredPack.objects.get(pk=pack.pk)) == FILES


@pytest.mark.parametrize("name", ROUTES)
def test_learners_and_visitors_do_not_come_in(ada: User, client: Client, name: str) -> None:
    place = address(name, pack_of(ada))
    closed = {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}
    for method in (client.get, client.post):
        answer = method(place)
        assert answer.status_code in {HTTPStatus.FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
        assert answer.headers.get("Location", "/account/sign-in/").startswith("/account/sign-in/")
    client.force_login(User.objects.create_user("eve"))
    for method in (client.get, client.post):
        assert method(place).status_code in closed
