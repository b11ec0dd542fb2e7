"""New exercises of a draft: made from nothing, or copied from one that ships, to be adapted."""

import re
import tempfile
import uuid
from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import PackFiles, Refused, draft_of, replace_draft
from podlab.authoring.studio.drafts.fields import CannotFill, rewritten, value_of
from podlab.authoring.studio.drafts.files import EXERCISES, folders_of
from podlab.curriculum.authoring import CannotBegin, begin
from podlab.curriculum.library import LoadedExercise, LoadedPack
from podlab.curriculum.markdown import slug_of

LINK = re.compile(r"glossary:([a-z0-9-]+)|^::: glossary (\S+)", re.MULTILINE)
STEP = 10
NEW_PACK = """\
schema: podlab/pack@1
id: {slug}
title: {title}
version: "1"
licence: CC-BY-4.0
images: [busybox]
"""


def new_pack(slug: str, title: str) -> PackFiles:
    """The files of a pack without exercises."""
    quoted = '"' + re.sub(r'["\\\n]', "", title) + '"'
    return {"pack.yaml": NEW_PACK.format(slug=slug, title=quoted).encode()}


def add_new(pack: AuthoredPack, kind: str, title: str) -> str:
    """A sound exercise to begin with; the path of its exercise.yaml. Raises Refused."""
    files = draft_of(pack)
    slug = free(slug_of(title) or kind, ids_in(files))
    folder = f"{next_number(files)}.{slug[:50]}"
    with tempfile.TemporaryDirectory() as aside:
        place = Path(aside, pack.slug, EXERCISES, folder)
        try:
            made = begin(place, kind, title)
        except CannotBegin as error:
            raise Refused(str(error)) from error
        own = (path for path in made if place in path.parents)
        new = {path.relative_to(place).as_posix(): path.read_bytes() for path in own}
    replace_draft(pack, {**files, **below(folder, new)})
    return f"{EXERCISES}/{folder}/exercise.yaml"


def copy(pack: AuthoredPack, original: LoadedExercise, origin: LoadedPack) -> str:
    """A copy with an id of its own, which says what it was made of. Raises Refused.

    The pack gets what the exercise needs of its own pack: images, languages, words it links to.
    """
    files = draft_of(pack)
    slug = free(original.id, ids_in(files))
    folder = f"{next_number(files)}.{slug}"
    new = dict(original.files.bytes_of)
    try:
        new["exercise.yaml"] = adopted(original, slug).encode()
        files["pack.yaml"] = with_needs(files.get("pack.yaml", b"").decode(), origin).encode()
        if words := missing_words(original, origin, files):
            files["glossary.yaml"] = files.get("glossary.yaml", b"") + words.encode()
    except CannotFill as error:
        raise Refused(str(error)) from error
    replace_draft(pack, {**files, **below(folder, new)})
    return f"{EXERCISES}/{folder}/exercise.yaml"


def adopted(original: LoadedExercise, slug: str) -> str:
    """exercise.yaml with another id and uid, and where it comes from."""
    text = original.read("exercise.yaml")
    told = {
        "id": slug,
        "uid": str(uuid.uuid4()),
        "version": 1,
        "forked_from": f"{original.pack.id}/{original.id}",
    }
    return rewritten(text, {**value_of(text), **told})


def with_needs(text: str, origin: LoadedPack) -> str:
    """pack.yaml with the images and languages of the pack that an exercise comes from."""
    value = value_of(text)
    wanted = dict(value)
    for name, more in (("images", origin.spec.images), ("locales", origin.spec.locales)):
        has = list(value.get(name) or (["en"] if name == "locales" else []))
        wanted[name] = [*has, *(each for each in more if each not in has)]
    if wanted["locales"] == ["en"] and "locales" not in value:
        del wanted["locales"]
    return rewritten(text, wanted)


def missing_words(original: LoadedExercise, origin: LoadedPack, files: PackFiles) -> str:
    """The words of the glossary that the texts link to, as lines of glossary.yaml."""
    texts = "\n".join(
        data.decode() for path, data in original.files.bytes_of.items() if path.endswith(".md")
    )
    linked = {slug_of(one or other) for one, other in LINK.findall(texts)}
    has = value_of(files["glossary.yaml"].decode()) if "glossary.yaml" in files else {}
    known = {slug_of(word) for word in has}
    new = {
        word: meaning
        for word, meaning in origin.glossary.meanings.items()
        if slug_of(word) in linked - known
    }
    return "".join(f"{quoted(word)}: {quoted(meaning)}\n" for word, meaning in new.items())


def quoted(text: str) -> str:
    """A YAML scalar in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def below(folder: str, files: PackFiles) -> dict[str, bytes]:
    return {f"{EXERCISES}/{folder}/{path}": data for path, data in files.items()}


def ids_in(files: PackFiles) -> set[str]:
    """The ids of a draft's exercises, as far as their folders tell."""
    return {each.slug for each in folders_of(files) if each.name}


def next_number(files: PackFiles) -> str:
    """The place behind all others: `030` after `020.whose-localhost`."""
    numbers = [each.name.partition(".")[0] for each in folders_of(files) if each.name]
    last = max((int(each) for each in numbers if each.isdecimal()), default=0)
    return f"{last // STEP * STEP + STEP:03}"


def free(slug: str, taken: Collection[str]) -> str:
    """The id, with a number when another has it.

    >>> free("fix-it", {"fix-it", "fix-it-2"})
    'fix-it-3'
    """
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, 10_000) if f"{slug}-{n}" not in taken)


def named(text: str) -> str:
    """What a pack of this title may be called. Raises Refused."""
    slug = slug_of(text)[:60].strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", slug):
        raise Refused(_("Give the pack a title with letters from a to z in it."))
    return slug
