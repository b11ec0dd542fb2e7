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
    """What it is made of; what nobody asked for is None. `efficiency` is a percentage."""

    size: int
    user: str
    layers: int
    has_shell: bool | None = None
    holds_secret: bool | None = None
    packages: int | None = None
    executables: int | None = None
    setuid: int | None = None
    findings: int | None = None
    efficiency: float | None = None


def decide_image(wanted: ImageIs, image: Image, command: str) -> Result:
    """The first thing that is not as it should be decides."""
    feedback = next(wrongs(wanted, image), "")
    rows = list(rows_of(image))
    return verdict(
        not feedback, feedback, image_expected(wanted), f"{wanted.of}: {', '.join(rows)}",
        command=command, evidence="\n".join(rows),
    )  # fmt: skip


def rows_of(image: Image) -> Iterator[str]:
    """What was read, each as a few words."""
    yield _("%(size).1f MiB") % {"size": image.size / MI}
    yield _("user %(user)s") % {"user": image.user or "root"}
    yield _("layers: %(count)s") % {"count": image.layers}
    if image.has_shell is not None:
        yield _("has a shell") if image.has_shell else _("has no shell")
    if image.holds_secret is not None:
        yield _("the secret is in it") if image.holds_secret else _("no secret in it")
    if image.executables is not None:
        yield _("programs: %(count)s") % {"count": image.executables}
        yield _("setuid programs: %(count)s") % {"count": image.setuid}
        yield _("packages: %(count)s") % {"count": image.packages}
    if image.findings is not None:
        yield _("hadolint finds: %(count)s") % {"count": image.findings}
    if image.efficiency is not None:
        yield _("dive: %(share).0f %% of it is seen") % {"share": image.efficiency}


def wrongs(wanted: ImageIs, image: Image) -> Iterator[str]:
    """What is wrong with an image, as ids. A user may be named with a group: `1000:1000`."""
    if wanted.min_size is not None and image.size < wanted.min_size:
        yield "image_too_small"
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
    for limit, found, feedback in (
        (wanted.packages_max, image.packages, "too_many_packages"),
        (wanted.executables_max, image.executables, "too_many_executables"),
        (wanted.setuid_max, image.setuid, "has_setuid"),
        (wanted.findings_max, image.findings, "has_findings"),
        (image.efficiency, wanted.efficiency_min, "space_wasted"),
    ):
        if limit is not None and found is not None and found > limit:
            yield feedback


def image_expected(wanted: ImageIs) -> str:
    told = []
    if wanted.min_size is not None:
        told.append(_("at least %(size).1f MiB") % {"size": wanted.min_size / MI})
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
    for limit, words in (
        (wanted.packages_max, _("packages: at most %(count)s")),
        (wanted.executables_max, _("programs: at most %(count)s")),
        (wanted.setuid_max, _("setuid programs: at most %(count)s")),
        (wanted.findings_max, _("hadolint finds at most %(count)s")),
        (wanted.efficiency_min, _("dive: at least %(count)s %% of it is seen")),
    ):
        if limit is not None:
            told.append(words % {"count": limit})
    return f"{wanted.of}: {', '.join(told) or _('an image')}"
