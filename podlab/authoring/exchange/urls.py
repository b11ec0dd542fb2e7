"""Addresses of import and export, below the studio's."""

from django.urls import path

from podlab.authoring.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import/", views.take_a_new_one, name="new"),
    path("<uuid:uid>/import/", views.take_into_this, name="into"),
    path("<uuid:uid>/export/", views.export, name="draft"),
    path("<uuid:uid>/versions/<int:number>/export/", views.export_version, name="version"),
]
