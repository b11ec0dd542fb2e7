"""The lessons' addresses. Each leads to the session's own attempt, whoever asks."""

from django.urls import path

from podlab.exercises.offline.views import take_with
from podlab.exercises.page import stream, views
from podlab.exercises.page.dockerfiles import views as dockerfiles
from podlab.exercises.page.forms import doing, trying
from podlab.exercises.page.inside.views import inside
from podlab.exercises.trouble import views as trouble

app_name = "exercises"
PAGE = "lessons/<slug:pack>/<slug:exercise>/"
urlpatterns = [
    path("compare/<slug:row>/", views.compare, name="compare"),
    path(PAGE, views.lesson, name="lesson"),
    path(f"{PAGE}again/", views.begin_again, name="again"),
    path(f"{PAGE}end/", views.finish, name="finish"),
    path(f"{PAGE}scene/", doing.set_scene, name="set_scene"),
    path(f"{PAGE}scene/now/", doing.scene_now, name="scene"),
    path(f"{PAGE}inside/", inside, name="inside"),
    path(f"{PAGE}offline/", take_with, name="offline"),
    path(f"{PAGE}stream/", stream.stream, name="stream"),
    path(f"{PAGE}<slug:step>/answer/", views.give_answer, name="answer"),
    path(f"{PAGE}<slug:step>/do/", doing.do, name="do"),
    path(f"{PAGE}<slug:step>/build/", trying.build, name="build"),
    path(f"{PAGE}image/", dockerfiles.image, name="image"),
    path(f"{PAGE}<slug:step>/review/", dockerfiles.review_dockerfile, name="review"),
    path(f"{PAGE}<slug:step>/checks/", trying.checks, name="checks"),
    path(f"{PAGE}<slug:step>/check/", trying.check_now, name="check"),
    path(f"{PAGE}<slug:step>/hint/", trying.hint, name="hint"),
    path(f"{PAGE}<slug:step>/solution/", trying.reveal, name="reveal"),
    path(f"{PAGE}<slug:step>/skip/", trouble.go_on_anyway, name="skip"),
    path(f"{PAGE}<slug:step>/report/", trouble.send_report, name="report"),
]
