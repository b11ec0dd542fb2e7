"""Texts made to hurt; nobody's manifest looks like one of them."""


def billion_laughs() -> str:
    """Nine aliases of nine aliases, nine levels deep."""
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join(lines)


def merge_doubling() -> str:
    """Merge keys that double what they bring in, thirty times."""
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
