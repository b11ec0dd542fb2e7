"""What to do about a field that does not exist or holds the wrong kind of value."""

import difflib
from collections.abc import Iterable
from typing import Any

from podlab.pods.decoding.schema import Form, paths_of_field

NEWER = frozenset({
    "hostnameOverride", "workloadRef", "schedulingGroup", "evictionResponders",
    "restartPolicyRules", "stopSignal", "fileKeyRef", "bindMountOptions", "podCertificate",
    "cgroupOptions",
})  # fmt: skip
NEWER_BELOW = frozenset({("emptyDir", "mode"), ("httpGet", "protocol"), ("grpc", "mode")})
SIMPLE_ADVICE = {
    Form.BOOLEAN: "Write true or false, without quotes.",
    Form.INT_OR_STRING: "Write a number, or a name in quotes.",
    Form.QUANTITY: "Write an amount, such as 100m or 64Mi.",
    Form.LIST: "A list belongs here: begin each entry with a dash and a space.",
}


def unknown_field_advice(kind: str, path: str, name: str, known: Iterable[str]) -> str:
    """Did you mean …, or where a field of this name belongs; empty where nothing is near."""
    names = list(known)
    if name in NEWER or (path.rpartition(".")[2], name) in NEWER_BELOW:
        return "This field is newer than v1.32, which Podlab follows."
    by_case = {each.lower(): each for each in names}
    if name.lower() in by_case:
        return f"Did you mean {by_case[name.lower()]}? Upper and lower case count."
    close = difflib.get_close_matches(name[:100], names, n=1, cutoff=0.75)
    if close:
        return f"Did you mean {close[0]}?"
    places = paths_of_field(kind, name)
    if places and len(places) <= 6:
        where = " or ".join(place or "the top level" for place in places[:2])
        return f"{name} belongs to {where}; check the indentation."
    loose = difflib.get_close_matches(name[:100], names, n=1, cutoff=0.6)
    if loose:
        return f"Did you mean {loose[0]}?"
    return f"{path or kind} has no such field."


def type_advice(form: Form, value: Any) -> str:
    """How to write a value of the right type."""
    if form in SIMPLE_ADVICE:
        return SIMPLE_ADVICE[form]
    if form in {Form.STRING, Form.BYTES, Form.TIME}:
        return _string_advice(value)
    if form in {Form.INT32, Form.INT64, Form.NUMBER}:
        return _number_advice(value)
    return _mapping_advice(value)


def _string_advice(value: Any) -> str:
    match value:
        case bool():
            return (
                f'Quote it: "{str(value).lower()}" (YAML reads yes, no, on, off, y and n so too).'
            )
        case int() | float():
            return f'Quote it: "{value}".'
        case list():
            return "One text belongs here, not a list: write it without a dash."
        case _:
            return "One text belongs here; text that holds a colon and a space needs quotes."


def _number_advice(value: Any) -> str:
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 20:
        return f"Write the number without quotes: {value}."
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "A whole number belongs here, and not so large a one."
    return "A whole number belongs here."


def _mapping_advice(value: Any) -> str:
    if isinstance(value, list):
        return "Fields belong here, not a list: write them without a dash."
    return "Fields belong here: name: value, each on its own line, indented."
