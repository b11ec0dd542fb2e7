"""Every address of the site."""

from django.conf import settings
from django.urls import include, path

from podlab.curriculum.views import home, media
from podlab.exercises.overview.views import standings_by_aspect
from podlab.sandbox.compose.examples import draw_example

urlpatterns = [
    path("", home, {"draw": draw_example, "standings": standings_by_aspect}, name="home"),
    path("language/", include("podlab.languages.urls")),
    path("account/", include("podlab.accounts.urls")),
    path("account/", include("podlab.accounts.signing_in")),
    path("", include("podlab.exercises.overview.urls")),
    path("", include("podlab.exercises.urls")),
    path("media/<slug:pack>/<slug:exercise>/<path:path>", media, name="lesson-media"),
    path("sandbox/", include("podlab.sandbox.urls")),
    path("studio/", include("podlab.authoring.exchange.urls")),
    path("studio/", include("podlab.authoring.studio.urls")),
    path("recordings/", include("podlab.sandbox.recordings.urls")),
]
if settings.PODLAB_PREVIEW:
    urlpatterns += [path("preview/", include("podlab.exercises.preview.urls"))]
handler404 = "podlab.curriculum.errors.not_found"
handler500 = "podlab.curriculum.errors.our_fault"
