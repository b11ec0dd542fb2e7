"""The texts that scripts say, in the language of the page, as a script of their own."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import last_modified, require_safe
from django.views.i18n import JavaScriptCatalog

from podlab.languages.catalogs import catalog_file


def compiled_at(request: HttpRequest) -> datetime | None:  # noqa: ARG001 -- Django calls it so
    """When the catalogue of this language was compiled; None where there is none."""
    file = catalog_file(get_language() or "en", "djangojs").with_suffix(".mo")
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.exists() else None


catalog_view = JavaScriptCatalog.as_view(packages=["podlab.languages"])


@require_safe
@cache_control(no_cache=True)
@last_modified(compiled_at)
def script_words(request: HttpRequest) -> HttpResponseBase:
    """Pages in another language than English load it before their scripts."""
    return catalog_view(request)
