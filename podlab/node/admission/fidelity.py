"""The table of fields in docs/fidelity.md: what admission answers to each field of a Pod.

Every field of Kubernetes' schema is tried, one at a time, so the table says what the code does.
`python -m podlab.node.admission.fidelity` writes it anew.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lightkube.models import core_v1

from podlab.node.admission.fields import unsupported, without_effect
from podlab.node.admission.security import violations
from podlab.pods.decoding.schema import Form, Shape, fields_of
from podlab.pods.objects import JsonObject

DOCUMENT = Path(__file__).parents[3] / "docs" / "fidelity.md"
BEGIN = "<!-- begin: written by python -m podlab.node.admission.fidelity -->"
END = "<!-- end -->"
SUPPORTED = "supported"
NOT_WALKED = ("initContainers", "ephemeralContainers", "seccompProfile", "appArmorProfile")
USUAL: dict[str, Any] = {  # where the first value that comes to mind is a forbidden one
    "add": ["NET_BIND_SERVICE"],
    "limits": {"cpu": "1"},
    "requests": {"cpu": "1"},
    "sysctls": [{"name": "net.ipv4.ping_group_range", "value": "0 1"}],
    "sysctls[].name": "net.ipv4.ping_group_range",
    "seLinuxOptions": {"level": "s0"},
    "seccompProfile": {"type": "RuntimeDefault"},
    "appArmorProfile": {"type": "RuntimeDefault"},
    "divisor": "1",
    "supplementalGroupsPolicy": "Strict",
    "hostUsers": False,
}
PLAIN: dict[Form, Any] = {
    Form.BOOLEAN: True, Form.INT32: 1, Form.INT64: 1, Form.NUMBER: 1, Form.QUANTITY: "1",
    Form.INT_OR_STRING: 1,
}  # fmt: skip


def field_table() -> str:
    """The Markdown table: every field of `spec`, and what this node does with it."""
    rows = [f"| `{path}` | {answer} |" for path, answer in _walk(core_v1.PodSpec, "spec")]
    return "\n".join(["| field | this node |", "|---|---|", *rows])


def written_anew(document: str) -> str:
    """The document with the table as it is now between its two marks."""
    before, _, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{field_table()}\n\n{END}{after}"


def _walk(model: type, parent: str) -> Iterator[tuple[str, str]]:
    """A field that is refused or has no effect hides the fields below it."""
    for name, shape in sorted(fields_of(model).items()):
        path = f"{parent}.{name}" + ("[]" if shape.form is Form.LIST else "")
        answer = _answer(path, _sample(shape, path))
        yield path, answer
        inner = (shape.item or shape).model
        if inner and answer == SUPPORTED and name not in NOT_WALKED:
            yield from _walk(inner, path)


def _answer(path: str, value: Any) -> str:
    """What admission says about a Pod in which only this field is set."""
    pod = _nested(path, value)
    places = {path.replace("[]", "[0]"), path.removesuffix("[]").replace("[]", "[0]")}
    for error in (*violations(pod, "baseline"), *unsupported(pod)):
        if error.path in places:
            return "refused: " + error.problem.removeprefix("Forbidden: ")
    for note in without_effect(pod):
        where, _, text = note.partition(" ")
        if where in places:
            return f"accepted with a warning: {text}"
    return SUPPORTED


def _nested(path: str, value: Any) -> JsonObject:
    """An object in which this path has this value."""
    name, _, rest = path.partition(".")
    inner = _nested(rest, value) if rest else value
    is_entry = bool(rest) and name.endswith("[]")
    return {name.removesuffix("[]"): [{"name": "x", **inner}] if is_entry else inner}


def _sample(shape: Shape, path: str) -> Any:
    """A value that says something, of the right type."""
    name = path.removesuffix("[]").rpartition(".")[2]
    parent_and_name = ".".join(path.removesuffix("[]").split(".")[-2:])
    if parent_and_name in USUAL or name in USUAL:
        return USUAL.get(parent_and_name, USUAL.get(name))
    if shape.form is Form.LIST and shape.item:
        return [_sample(shape.item, f"{path}[]")]
    if shape.form is Form.MAP:
        return {"x": "1"}
    if shape.model:
        first, inner = next(iter(fields_of(shape.model).items()))
        return {first: _sample(inner, f"{path}.{first}")}
    return PLAIN.get(shape.form, "x")


def main() -> None:
    """Write the table of docs/fidelity.md anew."""
    DOCUMENT.write_text(written_anew(DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
