"""Instructors and their packs, for tests."""

from collections.abc import Mapping
from pathlib import Path

from django.test import Client

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack, Version
from podlab.authoring.packs import begin_proof, end_proof, freeze, replace_draft
from tests.curriculum.sound import SOUND

SLUG = "basics"
EXERCISE = "exercises/010.whose-localhost/exercise.yaml"
FILES: Mapping[str, bytes] = {
    path.removeprefix(f"{SLUG}/"): text.encode() for path, text in SOUND.items()
}


def instructor(name: str = "ada") -> User:
    user = User.objects.create_user(name)
    user.is_instructor = True
    user.save()
    return user


def signed_in(user: User) -> Client:
    """A browser of somebody with an account."""
    client = Client()
    client.force_login(user)
    return client


def pack_of(owner: User, files: Mapping[str, bytes] = FILES) -> AuthoredPack:
    pack = AuthoredPack.objects.create(slug=SLUG, title="Basics", owner=owner)
    replace_draft(pack, files)
    return pack


def retitled(title: str) -> dict[str, bytes]:
    """The sound pack with another title of its exercise."""
    text = FILES[EXERCISE].decode().replace("Whose localhost is it?", title)
    return {**FILES, EXERCISE: text.encode()}


def proved(pack: AuthoredPack) -> Version:
    """The draft as a version, as if exercise_prove had found nothing."""
    version = freeze(pack, pack.owner)
    begin_proof(version)
    end_proof(version, {"passed": True})
    return version


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}
