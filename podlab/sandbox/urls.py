"""The sandbox's addresses. Whatever carries an id is its owner's alone."""

from django.urls import path

from podlab.sandbox import panels, views
from podlab.sandbox.apart import views as apart
from podlab.sandbox.breaking import views as breaking
from podlab.sandbox.compose.views import schema
from podlab.sandbox.console import views as console
from podlab.sandbox.kubectl import views as kubectl
from podlab.sandbox.recordings import looking_back
from podlab.sandbox.sharing import views as sharing
from podlab.sandbox.terminal.socket import terminal_socket

app_name = "sandbox"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("check/", views.check, name="check"),
    path("form/", views.form, name="form"),
    path("schema/", schema, name="schema"),
    path("run/", views.run, name="run"),
    path("export/", sharing.export, name="export"),
    path("export/<slug:form>/", sharing.download, name="download"),
    path("kubectl/", kubectl.own_kubectl, name="kubectl"),
    path("kubectl/kubeconfig/", kubectl.download, name="kubeconfig"),
    path("kubectl/revoke/", kubectl.revoke, name="revoke_kubectl"),
    path("<uuid:uid>/stop/", views.stop, name="stop"),
    path("<uuid:uid>/extend/", views.extend, name="extend"),
    path("<uuid:uid>/apart/", apart.apart, name="apart"),
    path("<uuid:uid>/apart/now/", apart.now, name="apart_now"),
    path("<uuid:uid>/apart/run/", apart.run_apart, name="run_apart"),
    path("<uuid:uid>/apart/stop/", apart.stop_apart, name="stop_apart"),
    path("<uuid:uid>/break/", breaking.choice, name="break"),
    path("<uuid:uid>/break/now/", breaking.now, name="break_now"),
    path("<uuid:uid>/break/do/", breaking.break_it, name="break_it"),
    path("<uuid:uid>/ask/", console.ask_port, name="ask"),
    path("<uuid:uid>/ask/page/", console.draw_answer, name="draw_answer"),
    path("<uuid:uid>/stream/", panels.stream, name="stream"),
    path("<uuid:uid>/timeline/", looking_back.timeline, name="timeline"),
    path("<uuid:uid>/past/", looking_back.past, name="past"),
    path("<uuid:uid>/record/", looking_back.record, name="record"),
    path("<uuid:uid>/picture/", panels.picture, name="picture"),
    path("<uuid:uid>/status/", panels.status, name="status"),
    path("<uuid:uid>/events/", panels.events, name="events"),
    path("<uuid:uid>/logs/", panels.logs, name="logs"),
    path("<uuid:uid>/traffic/", panels.traffic, name="traffic"),
    path("<uuid:uid>/files/", panels.files, name="files"),
]
socket_urlpatterns = [  # ASGI applications, as channels routes them
    path("sandbox/<uuid:uid>/terminal/", terminal_socket),  # type: ignore[arg-type]
]
