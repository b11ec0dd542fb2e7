"""From a wanted object to the text that says it: only what differs is written anew.

Whatever comes out is read again before anybody gets it. A text in which more would change than
was asked for, by an alias, a merge key or an unusual layout, is left alone: `CannotRewrite`.
"""

from typing import Any

from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest.editing.changing import Changes
from podlab.pods.manifest.editing.splices import CannotRewrite, apply_splices
from podlab.pods.manifest.editing.tree import Written, read_written, same
from podlab.pods.manifest.editing.writing import in_block
from podlab.pods.objects import JsonObject

__all__ = ["CannotRewrite", "append", "rewrite"]


def rewrite(text: str, index: int, wanted: JsonObject) -> str:
    """The text in which document `index` says `wanted`, and all else stands as it did.

    New keys are written after those that stand before them in `wanted`.
    Raises `InvalidManifest` for a text that can't be read, `CannotRewrite`.
    """
    documents = read_written(text)
    written = documents[index]
    if same(written.value, wanted):
        return text
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    changes = Changes(body, written.node)
    changes.change(written.node, written.value, wanted)
    changed = mark + apply_splices(body, changes.splices)
    try:
        after = read_written(changed)
    except InvalidManifest:
        raise CannotRewrite(()) from None
    expected = [*(each.value for each in documents)]
    expected[index] = wanted
    if not same([each.value for each in after], expected):
        raise CannotRewrite(_first_difference(after, index, wanted))
    return changed


def append(text: str, obj: JsonObject) -> str:
    """The text with one more document at its end."""
    if any(document.value is not None for document in read_written(text)):
        text = text.rstrip("\n") + "\n---\n"
    elif text and not text.endswith("\n"):
        text += "\n"
    changed = f"{text}{in_block(obj)}\n"
    if not same(read_written(changed)[-1].value, obj):
        raise CannotRewrite(())
    return changed


def _first_difference(after: tuple[Written, ...], index: int, wanted: Any) -> tuple[str, ...]:
    """The steps to the first value that came out otherwise."""
    found = after[index].value if index < len(after) else None
    steps: tuple[str, ...] = ()
    while isinstance(found, dict) and isinstance(wanted, dict):
        names = [*wanted, *found]
        name = next((each for each in names if not same(found.get(each), wanted.get(each))), None)
        if name is None:
            break
        steps, found, wanted = (*steps, name), found.get(name), wanted.get(name)
    return steps
