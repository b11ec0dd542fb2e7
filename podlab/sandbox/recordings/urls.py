"""The addresses of recordings. Who knows an id may watch; only the owner deletes."""

from django.urls import path

from podlab.sandbox.recordings import views

app_name = "recordings"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("open/", views.open_file, name="open"),
    path("<uuid:uid>/", views.recording, name="recording"),
    path("<uuid:uid>/past/", views.past, name="past"),
    path("<uuid:uid>/timeline/", views.timeline, name="timeline"),
    path("<uuid:uid>/file/", views.file, name="file"),
    path("<uuid:uid>/delete/", views.delete, name="delete"),
]
