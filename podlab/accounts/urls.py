"""Accounts' addresses that are ours; `signing_in` has those of allauth."""

from django.urls import path

from podlab.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("invitations/", views.invite, name="invite"),
    path("invitations/<int:invitation>/take-back/", views.take_back, name="take_back"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
