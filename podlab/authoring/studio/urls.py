"""The studio's addresses. Each leads to packs of the instructor who asks, and to no others."""

from django.urls import path

from podlab.authoring.studio.pages import (
    exercises,
    files,
    inbox,
    packs,
    proofs,
    shares,
    versions,
)

app_name = "studio"
PACK = "<uuid:uid>/"
urlpatterns = [
    path("", packs.mine, name="mine"),
    path("new/", packs.make, name="make"),
    path("reports/", inbox.inbox, name="inbox"),
    path("reports/<uuid:uid>/", inbox.report, name="report"),
    path(PACK, packs.pack, name="pack"),
    path(f"{PACK}delete/", packs.delete, name="delete"),
    path(f"{PACK}share/", shares.share, name="share"),
    path(f"{PACK}exercises/", exercises.add, name="add"),
    path(f"{PACK}exercises/<str:folder>/fields/", exercises.fields, name="fields"),
    path(f"{PACK}exercises/<str:folder>/remove/", exercises.remove, name="remove"),
    path(f"{PACK}exercises/<str:folder>/try/", exercises.try_it, name="try"),
    path(f"{PACK}file/", files.edit, name="file"),
    path(f"{PACK}file/check/", files.check, name="check"),
    path(f"{PACK}file/add/", files.add, name="add_file"),
    path(f"{PACK}file/remove/", files.remove, name="remove_file"),
    path(f"{PACK}prove/", proofs.prove, name="prove"),
    path(f"{PACK}proofs/<uuid:run>/", proofs.proof, name="proof"),
    path(f"{PACK}proofs/<uuid:run>/now/", proofs.progress, name="progress"),
    path(f"{PACK}proofs/<uuid:run>/cancel/", proofs.cancel_it, name="cancel"),
    path(f"{PACK}versions/<int:number>/publish/", versions.publish_it, name="publish"),
    path(f"{PACK}versions/<int:number>/restore/", versions.back_to_draft, name="restore"),
    path(f"{PACK}withdraw/", versions.withdraw_it, name="withdraw"),
]
