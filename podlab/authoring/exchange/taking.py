"""A stranger's files become a pack's draft, or are refused with nothing changed."""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import PackFiles, Refused, replace_draft, unpack
from podlab.authoring.packs.files import PACK_FILE, must_fit
from podlab.curriculum.format.exercise import Pack
from podlab.curriculum.library import Mistake, Unreadable, library
from podlab.curriculum.library.loading import PACK_SCHEMA, forget
from podlab.curriculum.linting import images_of, lint
from podlab.curriculum.reading.files import Files
from podlab.curriculum.reading.written import read_yaml

EXERCISES = 100
TOLD = 20


def take_new(user: User, files: PackFiles) -> AuthoredPack:
    """A pack of its own, under the id that its pack.yaml says. Raises Refused."""
    spec = inspected(files)
    if spec.id in {each.id for each in library(settings.PODLAB_LESSONS).packs}:
        told = _("%(slug)s is the id of a pack that ships with Podlab; write another in pack.yaml.")
        raise Refused(told % {"slug": spec.id})
    if AuthoredPack.objects.of(user).filter(slug=spec.id).exists():
        told = _("You have the pack %(slug)s already; import into it on its own page.")
        raise Refused(told % {"slug": spec.id})
    try:
        with transaction.atomic():
            pack = AuthoredPack.objects.create(slug=spec.id, title=spec.title[:200], owner=user)
            replace_draft(pack, files)
    except IntegrityError as error:
        told = _("%(slug)s is the id of somebody else's pack; write another in pack.yaml.")
        raise Refused(told % {"slug": spec.id}) from error
    return pack


def take_into(pack: AuthoredPack, files: PackFiles) -> None:
    """The files become the draft; what is live stays as it is. Raises Refused."""
    spec = inspected(files)
    if spec.id != pack.slug:
        told = _("pack.yaml says another `id` than %(slug)s, which is this pack's.")
        raise Refused(told % {"slug": pack.slug})
    replace_draft(pack, files)


def inspected(files: PackFiles) -> Pack:
    """What pack.yaml says of files in which lint finds no mistake. Raises Refused."""
    must_fit(files)
    folders = {path.split("/")[1] for path in files if path.startswith("exercises/")}
    if len(folders) > EXERCISES:
        told = _("There are more than %(most)s exercises, which is the most a pack may have.")
        raise Refused(told % {"most": EXERCISES})
    try:
        spec = read_yaml(Files("", files), PACK_FILE).as_a(Pack, PACK_SCHEMA)
    except Unreadable as unreadable:
        raise refused_for(unreadable.mistakes, "/") from None
    folder = unpack(files, spec.id)
    try:
        mistakes = lint(folder, images_of(settings.PODLAB_LESSONS)).mistakes
    finally:
        forget(folder)
    if mistakes:
        raise refused_for(mistakes, f"{spec.id}/")
    return spec


def refused_for(mistakes: Iterable[Mistake], root: str) -> Refused:
    """The refusal that tells the first mistake in its sentence, and the others below it."""
    first, *others = [str(each).removeprefix(root) for each in mistakes]
    told = ngettext(
        "The pack has a mistake, and nothing of it was taken: %(first)s",
        "The pack has %(count)s mistakes, and nothing of it was taken. The first: %(first)s",
        len(others) + 1,
    )
    return Refused(told % {"count": len(others) + 1, "first": first}, others[:TOLD])
