"""Which language a page is in: the browser's wish, until somebody chooses."""

import json
import re

import pytest
from django.test import Client
from django.utils.formats import localize
from django.utils.translation import override

from podlab.languages.catalogs import catalog_file

ENGLISH = "A Pod wraps containers that share one address."
GERMAN = "Ein Pod umschließt Container, die sich eine Adresse teilen."


@pytest.fixture
def reader() -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.mark.parametrize(
    ("wish", "language", "title"),
    [
        ("", "en", ENGLISH),
        ("de", "de", GERMAN),
        ("de-AT,de;q=0.9,en;q=0.5", "de", GERMAN),
        ("fr", "en", ENGLISH),
    ],
)
def test_the_browser_wishes(reader: Client, wish: str, language: str, title: str) -> None:
    page = reader.get("/", headers={"accept-language": wish}).content.decode()

    assert f'<html lang="{language}">' in page
    assert title in page


def test_who_chooses_keeps_the_choice_and_the_page(reader: Client) -> None:
    answer = reader.post("/language/choose/", {"language": "de", "next": "/sandbox/?pod=1"})

    assert (answer.status_code, answer["Location"]) == (302, "/sandbox/?pod=1")
    assert GERMAN in reader.get("/").content.decode()
    reader.post("/language/choose/", {"language": "en", "next": "/"})
    assert ENGLISH in reader.get("/", headers={"accept-language": "de"}).content.decode()


def test_choosing_leads_to_no_other_site(reader: Client) -> None:
    answer = reader.post("/language/choose/", {"language": "de", "next": "//elsewhere.example/"})

    assert answer["Location"] == "/"


def test_choosing_needs_the_forms_token() -> None:
    stranger = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)

    assert stranger.post("/language/choose/", {"language": "de"}).status_code == 403


def test_only_pages_in_another_language_load_its_words(reader: Client) -> None:
    assert "/language/words.js" not in reader.get("/").content.decode()

    page = reader.get("/", headers={"accept-language": "de"}).content.decode()
    assert page.index("/language/words.js") < page.index("dist/app.js")
    words = reader.get("/language/words.js", headers={"accept-language": "de"})
    catalogue = re.search(r"const newcatalog = ({.*?});", words.content.decode(), re.DOTALL)
    assert catalogue
    assert json.loads(catalogue[1])["connection refused"] == "Verbindung abgelehnt"
    again = reader.get(
        "/language/words.js",
        headers={"accept-language": "de", "if-modified-since": words["Last-Modified"]},
    )
    assert again.status_code == 304


def test_numbers_are_written_as_machines_do() -> None:
    with override("de"):
        assert localize(12.5) == "12.5"


def test_catalogues_are_compiled() -> None:
    for domain in ("django", "djangojs"):
        assert catalog_file("de", domain).with_suffix(".mo").exists(), "run `make check`"
