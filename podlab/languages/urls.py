"""Addresses of the languages app."""

from django.urls import path
from django.views.i18n import set_language

from podlab.languages.views import script_words

app_name = "languages"
urlpatterns = [
    path("choose/", set_language, name="choose"),
    path("words.js", script_words, name="words"),
]
