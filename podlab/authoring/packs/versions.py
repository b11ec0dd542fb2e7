"""How a draft becomes a version, and a version what learners see."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack, DraftFile, Version
from podlab.authoring.packs.files import PackFiles, archive_of, must_fit
from podlab.authoring.packs.limits import Refused
from podlab.authoring.packs.shelving import content_of, folder_of_version, hide, show
from podlab.curriculum.library import library

State = Version.State
PROOF_AT_MOST = timedelta(minutes=30)


class NotProved(ValueError):
    """Only what has been proved goes live; the sentence says so."""


def draft_of(pack: AuthoredPack) -> dict[str, bytes]:
    """The draft's files by their paths."""
    return {each.path: bytes(each.data) for each in pack.draft_files.all()}


def replace_draft(pack: AuthoredPack, files: PackFiles) -> None:
    """Make the draft these files and no others. Raises Refused."""
    must_fit(files)
    with transaction.atomic():
        pack.draft_files.all().delete()
        DraftFile.objects.bulk_create(
            DraftFile(pack=pack, path=path, data=data) for path, data in files.items()
        )
        touched(pack)


def touched(pack: AuthoredPack) -> None:
    pack.changed_at = timezone.now()
    pack.save(update_fields=["changed_at"])


def freeze(pack: AuthoredPack, user: User) -> Version:
    """The draft as a version; the same one again while nothing has changed. Raises Refused."""
    files = draft_of(pack)
    must_fit(files)
    content = content_of(files)
    with transaction.atomic():
        AuthoredPack.objects.select_for_update().get(pk=pack.pk)
        found = pack.versions.filter(content=content).first()
        if found:
            return found
        last = pack.versions.aggregate(last=Max("number"))["last"] or 0
        version = Version(
            pack=pack, number=last + 1, content=content, archive=archive_of(files), made_by=user
        )
        read = library(folder_of_version(version))
        if any(each.id != pack.slug for each in read.packs):
            told = _("pack.yaml says another `id` than %(slug)s, which is this pack's.")
            raise Refused(told % {"slug": pack.slug})
        version.exercises = {each.id: each.content for each in read.exercises}
        version.save()
    return version


def begin_proof(version: Version) -> bool:
    """Whether the proof is this caller's to make: one proves a version at a time.

    A proof that has not ended after half an hour was cut short, and somebody else may begin anew.
    """
    now = timezone.now()
    lost = Q(state=State.PROVING, proof_began_at__lt=now - PROOF_AT_MOST)
    waiting = Version.objects.filter(Q(state=State.DRAFT) | lost, pk=version.pk)
    begun = bool(
        waiting.update(state=State.PROVING, proof=None, proof_began_at=now, proved_at=None)
    )
    version.refresh_from_db()
    return begun


def end_proof(version: Version, proof: Mapping[str, Any]) -> None:
    """Keep what the proof has found; `proof["passed"]` says whether the version may go live."""
    proving = Version.objects.filter(pk=version.pk, state=State.PROVING)
    proving.update(state=State.DRAFT, proof=dict(proof), proved_at=timezone.now())
    version.refresh_from_db()


def publish(version: Version) -> None:
    """Show this version to learners; the one before is retired. Raises NotProved."""
    if not version.is_proved:
        raise NotProved(_("This version is not proved yet; only a proved one can go live."))
    now = timezone.now()
    with transaction.atomic():
        AuthoredPack.objects.select_for_update().get(pk=version.pack_id)
        others = Version.objects.filter(pack=version.pack_id, state=State.LIVE)
        others.exclude(pk=version.pk).update(state=State.RETIRED, retired_at=now)
        this = Version.objects.filter(pk=version.pk)
        this.update(state=State.LIVE, live_at=now, retired_at=None)
    version.refresh_from_db()
    folder_of_version(version)
    show(version.pack.slug, version.content)


def withdraw(pack: AuthoredPack) -> None:
    """Show no version; who has begun a lesson of it goes on with it."""
    live = pack.versions.filter(state=State.LIVE)
    live.update(state=State.RETIRED, retired_at=timezone.now())
    hide(pack.slug)
