"""allauth's addresses that Podlab has: none of them needs a mail server."""

from allauth.account import views
from allauth.socialaccount import views as school
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("sign-up/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("school/cancelled/", school.login_cancelled, name="socialaccount_login_cancelled"),
    path("school/error/", school.login_error, name="socialaccount_login_error"),
    path("school/sign-up/", school.signup, name="socialaccount_signup"),
    path(
        "school/",
        RedirectView.as_view(pattern_name="accounts:account"),
        name="socialaccount_connections",
    ),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
