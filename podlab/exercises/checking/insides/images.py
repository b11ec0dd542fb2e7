"""Whether a container's image is as it should be. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.curriculum.format.assertions import ImageIs
from podlab.exercises.checking.verdicts import verdict
from podlab.exercises.results import Result

ROOT = ("", "0", "root")
MI = 1 << 20


@dataclass(frozen=True)
class Image:
    """What it is made of; `has_shell` and `holds_secret` are None where nobody asked."""

    size: int
    user: str
    layers: int
    has_shell: bool | None = None
    holds_secret: bool | None = None


def decide_image(wanted: ImageIs, image: Image, command: str) -> Result:
    """The first thing that is not as it should be decides."""
    feedback = next(wrongs(wanted, image), "")
    rows = [_("%(size).1f MiB") % {"size": image.size / MI},
            _("user %(user)s") % {"user": image.user or "root"},
            _("layers: %(count)s") % {"count": image.layers}]  # fmt: skip
    if image.has_shell is not None:
        rows.append(_("has a shell") if image.has_shell else _("has no shell"))
    if image.holds_secret is not None:
        rows.append(_("the secret is in it") if image.holds_secret else _("no secret in it"))
    return verdict(
        not feedback, feedback, image_expected(wanted), f"{wanted.of}: {', '.join(rows)}",
        command=command, evidence="\n".join(rows),
    )  # fmt: skip


def wrongs(wanted: ImageIs, image: Image) -> Iterator[str]:
    """What is wrong with an image, as ids. A user may be named with a group: `1000:1000`."""
    if wanted.max_size is not None and image.size > wanted.max_size:
        yield "image_too_large"
    user = image.user.partition(":")[0]
    if wanted.user is not None and user != wanted.user and not {user, wanted.user} <= set(ROOT):
        yield "wrong_user"
    if wanted.layers_max is not None and image.layers > wanted.layers_max:
        yield "too_many_layers"
    if wanted.has_shell is not None and image.has_shell != wanted.has_shell:
        yield "shell_missing" if wanted.has_shell else "has_shell"
    if image.holds_secret:
        yield "secret_found"


def image_expected(wanted: ImageIs) -> str:
    told = []
    if wanted.max_size is not None:
        told.append(_("at most %(size).1f MiB") % {"size": wanted.max_size / MI})
    if wanted.user is not None:
        told.append(_("user %(user)s") % {"user": wanted.user})
    if wanted.layers_max is not None:
        told.append(_("at most %(count)s layers") % {"count": wanted.layers_max})
    if wanted.has_shell is not None:
        told.append(_("a shell") if wanted.has_shell else _("no shell"))
    if wanted.secret_absent is not None:
        told.append(_("no secret in any layer"))
    return f"{wanted.of}: {', '.join(told) or _('an image')}"
