"""Finding the site's texts, and keeping the translations' files up to date with them."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from podlab.languages.catalogs import catalog, catalog_file, languages, missing, mistakes


@pytest.fixture
def site(tmp_path: Path, settings: LazySettings) -> Path:
    """A site of one template, one module and one script."""
    for folder in ("templates", "podlab/node", "static/src", "locale"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}<h1>\n  {% translate 'A Pod' %}</h1>\n"
        "{% blocktranslate count n=pods %}{{ n }} Pod"
        "{% plural %}{{ n }} Pods{% endblocktranslate %}"
    )
    (tmp_path / "podlab" / "views.py").write_text('_("It runs.")\n')
    (tmp_path / "podlab" / "node" / "log.py").write_text('_("not for the site")\n')
    (tmp_path / "static" / "src" / "app.js").write_text('gettext("%(left)s s", { left });\n')
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


def test_texts_of_templates_modules_and_scripts_are_missing_until_translated(site: Path) -> None:
    assert list(missing("de")) == [
        ("templates/page.html", "A Pod"),
        ("templates/page.html", "%(n)s Pod"),
        ("podlab/views.py", "It runs."),
        ("static/src/app.js", "%(left)s s"),
    ]


def test_messages_writes_what_is_to_be_translated(site: Path) -> None:
    call_command("messages", verbosity=0)
    file = catalog_file("de", "django")
    file.write_text(
        file.read_text().replace('"It runs."\nmsgstr ""', '"It runs."\nmsgstr "Er läuft."')
    )

    call_command("messages", verbosity=0)

    said = {message.id: message.string for message in catalog("de", "django") if message.id}
    assert said == {
        "A Pod": "",
        ("%(n)s Pod", "%(n)s Pods"): ("", ""),
        "It runs.": "Er läuft.",
    }


def test_messages_forgets_what_nobody_says(site: Path) -> None:
    call_command("messages", verbosity=0)
    (site / "podlab" / "views.py").write_text("")
    call_command("messages", verbosity=0)

    assert "It runs." not in catalog_file("de", "django").read_text()


def test_a_lost_placeholder_is_a_mistake(site: Path) -> None:
    call_command("messages", verbosity=0)
    file = catalog_file("de", "djangojs")
    file.write_text(file.read_text().replace('s"\nmsgstr ""', 's"\nmsgstr "noch ein paar"'))

    assert len(list(mistakes("de"))) == 1
    with pytest.raises(CommandError, match="4 texts to translate"):
        call_command("messages", "--missing", verbosity=0)


def test_no_translation_of_podlab_has_a_mistake() -> None:
    assert [told for language in languages() for told in mistakes(language)] == []
