"""The form over exercise.yaml: its common fields, written into the text, whose other lines stay."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from podlab.curriculum.format.exercise import Exercise
from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest.editing import CannotRewrite, read_written, rewrite

LEVELS = ((1, "1"), (2, "2"), (3, "3"))
KEYS = ("title", "blurb", "aspect", "level", "minutes", "objectives")
DEFAULTS = {
    name: Exercise.model_fields[name].default for name in ("level", "minutes", "objectives")
}


class CannotFill(ValueError):
    """Why the form can't write into this text."""


class FieldsForm(forms.Form):
    """What every exercise says about itself."""

    title = forms.CharField(max_length=120, label=gettext_lazy("Title"))
    blurb = forms.CharField(
        max_length=350,
        label=gettext_lazy("What one finds out"),
        help_text=gettext_lazy("One or two sentences."),
        widget=forms.Textarea({"rows": 3}),
    )
    aspect = forms.CharField(
        max_length=60,
        label=gettext_lazy("Part of"),
        help_text=gettext_lazy("A row of the comparison, a pattern or a practice."),
        widget=forms.TextInput({"list": "aspects"}),
    )
    level = forms.TypedChoiceField(choices=LEVELS, coerce=int, label=gettext_lazy("Level"))
    minutes = forms.IntegerField(
        min_value=1, max_value=120, label=gettext_lazy("Minutes"), initial=10
    )
    objectives = forms.CharField(
        required=False,
        max_length=4000,
        label=gettext_lazy("What one can do afterwards"),
        help_text=gettext_lazy("One on each line."),
        widget=forms.Textarea({"rows": 4}),
    )
    repeat = forms.IntegerField(
        min_value=1,
        max_value=10,
        label=gettext_lazy("How often the proof plays the solution"),
        initial=3,
    )


def form_of(text: str) -> FieldsForm:
    """The form as the text fills it. Raises CannotFill."""
    value = value_of(text)
    initial = {name: value.get(name, DEFAULTS.get(name, "")) for name in KEYS}
    objectives = value.get("objectives") or ()
    initial["objectives"] = "\n".join(map(str, objectives))
    initial["repeat"] = (value.get("tests") or {}).get("repeat", 3)
    return FieldsForm(initial=initial)


def write(text: str, cleaned: dict[str, Any]) -> str:
    """The text with the form's values. Raises CannotFill."""
    wanted = dict(value_of(text))
    for name in ("title", "blurb", "aspect"):
        wanted[name] = cleaned[name]
    put(wanted, "level", cleaned["level"], 1)
    put(wanted, "minutes", cleaned["minutes"], 10)
    lines = [line.strip() for line in cleaned["objectives"].splitlines() if line.strip()]
    put(wanted, "objectives", lines, [])
    tests = dict(wanted.get("tests") or {})
    put(tests, "repeat", cleaned["repeat"], 3)
    put(wanted, "tests", tests, {})
    return rewritten(text, wanted)


def put(value: dict[str, Any], name: str, wanted: Any, default: Any) -> None:
    """Set it; what is as it would be without being written is not written."""
    if name in value or wanted != default:
        value[name] = wanted


def value_of(text: str) -> dict[str, Any]:
    """What exercise.yaml says. Raises CannotFill."""
    try:
        documents = read_written(text)
    except InvalidManifest as invalid:
        told = _("exercise.yaml can't be read: %(why)s. Mend it as text first.")
        raise CannotFill(told % {"why": invalid.errors[0].problem}) from invalid
    value = documents[0].value if documents else None
    if not isinstance(value, dict) or not isinstance(value.get("tests") or {}, dict):
        raise CannotFill(_("exercise.yaml holds no fields. Mend it as text first."))
    return value


def rewritten(text: str, wanted: dict[str, Any]) -> str:
    """The text that says `wanted`. Raises CannotFill."""
    try:
        return rewrite(text, 0, wanted)
    except CannotRewrite as refused:
        told = _("The form can't change %(field)s here, as it is written. Change it as text.")
        raise CannotFill(told % {"field": ".".join(map(str, refused.steps)) or "this"}) from refused
