"""Texts made to hurt: each is refused before anything of it is built, at once."""

import time

import pytest

from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import parse_manifest

SECONDS = 0.2


def billion_laughs() -> str:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join(lines)


def merge_doubling() -> str:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 31)]
    return "\n".join(lines)


BOMBS: dict[str, str | bytes] = {
    "billion laughs": billion_laughs(),
    "merge keys doubled 30 times": merge_doubling(),
    "20 000 brackets": "[" * 20_000,
    "200 000 brackets": "[" * 200_000,
    "5 MB of brackets": "[" * 5_000_000,
    "5 MB of braces": b"{" * 5_000_000,
    "300 levels of block nesting": "\n".join(" " * level + "a:" for level in range(300)),
    "dashes in dashes": "- " * 5_000,
    "questions in questions": "? " * 5_000,
    "braces in braces": "{a: " * 5_000,
    "25 000 flow entries": f"a: [{'a,' * 25_000}]",
    "9 000 documents": "---\n" * 9_000,
    "10 000 anchors": "&a " * 10_000,
    "10 000 tags": "!a " * 10_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_at_once(name: str) -> None:
    fastest = min(_seconds_to_refuse(BOMBS[name]) for _ in range(3))

    assert fastest < SECONDS


def _seconds_to_refuse(text: str | bytes) -> float:
    begun = time.process_time()
    with pytest.raises(InvalidManifest) as caught:
        parse_manifest(text)
    assert all(error.line for error in caught.value.errors)
    return time.process_time() - begun


def test_honest_alias_is_read_as_if_written_out() -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
    env = "[{name: A, value: b}]"
    text = f"{head}  - {{name: a, image: i, env: &e {env}}}\n  - {{name: b, image: i, env: *e}}\n"
    same = f"{head}  - {{name: a, image: i, env: {env}}}\n  - {{name: b, image: i, env: {env}}}\n"

    assert parse_manifest(text).documents[0].object == parse_manifest(same).documents[0].object
