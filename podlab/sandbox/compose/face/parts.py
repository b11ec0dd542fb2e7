"""One part of the form: fields over one mapping of the Pod, each with its place in it."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from podlab.pods.manifest.places import field_path
from podlab.sandbox.compose.face.codecs import Codec, NotWords, read_words
from podlab.sandbox.compose.face.objects import Steps, drop, get, put

BY_HAND = _("This is written in a way that the form can't change. Change it as YAML.")
OPEN_QUOTE = _("A quote that opens here is never closed.")
PLAIN = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


def line(label: Any, help_text: Any = "", **attrs: str) -> forms.CharField:
    """A field of one line. The form refuses nothing: validation answers at the field."""
    widget = forms.TextInput(attrs={**PLAIN, **attrs})
    return forms.CharField(
        label=label, help_text=help_text, required=False, strip=False, widget=widget
    )


def number(label: Any, help_text: Any = "") -> forms.CharField:
    """A field for a number or a name of one."""
    return line(label, help_text, inputmode="numeric")


class Words(forms.CharField):
    """Words as in a shell."""


def words(label: Any, help_text: Any = "", rows: int = 0, **attrs: str) -> Words:
    """A field for a list of words: one line, or `rows` of them."""
    lines = forms.Textarea(attrs={**PLAIN, "rows": rows, "wrap": "off"})
    one = forms.TextInput(attrs={**PLAIN, **attrs})
    return Words(
        label=label, help_text=help_text, required=False, strip=False, widget=lines if rows else one
    )


def tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


def choice(label: Any, choices: list[tuple[str, Any]], help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, required=False)


class Part(forms.Form):
    """Fields over the mapping at `steps`. `at` tells where below it each stands, and how."""

    at: ClassVar[Mapping[str, tuple[tuple[str, ...], Codec]]] = {}
    rows: ClassVar[tuple[Any, ...]] = ()

    def __init__(self, steps: Steps, obj: dict[str, Any], data: Mapping[str, str] | None) -> None:
        self.steps, self.obj = steps, obj
        prefix = "-".join(map(str, steps)) or "pod"
        super().__init__(data, prefix=prefix, initial=self.shown())
        for name in self.fields:
            self._describe(name)

    def shown(self) -> dict[str, Any]:
        """What the fields show of the mapping."""
        found = {name: (get(self.obj, at), codec) for name, (at, codec) in self.at.items()}
        return {
            name: codec.show(value)
            for name, (value, codec) in found.items()
            if value is not None and codec.fits(value)
        }

    def unfit(self) -> Iterator[str]:
        """The fields whose value is written in a way they can't show."""
        for name, (at, codec) in self.at.items():
            value = get(self.obj, at)
            if value is not None and not codec.fits(value):
                yield name

    def place_of(self, name: str) -> tuple[str, ...]:
        """Where below the mapping the field stands."""
        return self.at[name][0] if name in self.at else ()

    def path_of(self, name: str) -> str:
        """The field's path in the Pod, as validation names it."""
        return field_path(tuple(map(str, (*self.steps, *self.place_of(name)))))

    def write(self, pod: dict[str, Any]) -> None:
        """Bring what was changed into the Pod."""
        for name in self.changed_data:
            if name in self.at:
                at, codec = self.at[name]
                self.set(pod, at, codec.read(self.cleaned_data[name]))

    def set(self, pod: dict[str, Any], at: Steps, value: Any) -> None:
        """Write one value below the mapping; None takes it away."""
        if value is None:
            drop(pod, (*self.steps, *at))
        else:
            put(pod, (*self.steps, *at), value)

    def clean(self) -> dict[str, Any]:
        """Only quotes can be wrong: all else is for validation, which knows the line too."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, Words) and name in data:
                try:
                    read_words(data[name])
                except NotWords:
                    self.add_error(name, OPEN_QUOTE)
        return data

    def _describe(self, name: str) -> None:
        field = self.fields[name]
        field.path = self.path_of(name)  # type: ignore[attr-defined]
        field.problems = []  # type: ignore[attr-defined]
        about = f"{self[name].auto_id}_about {self[name].auto_id}_wrong"
        field.widget.attrs["aria-describedby"] = about
        if name in set(self.unfit()) or not self._is_offered(name):
            field.disabled, field.help_text = True, BY_HAND
            if isinstance(field, forms.ChoiceField):
                shown = str(self.initial.get(name, ""))
                offered: Any = field.choices
                field.choices = [(shown, shown), *offered]

    def _is_offered(self, name: str) -> bool:
        field = self.fields[name]
        shown = str(self.initial.get(name, ""))
        return not isinstance(field, forms.ChoiceField) or field.valid_value(shown)

    @property
    def helper(self) -> FormHelper:
        """The composer brings the <form>, its token and its buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.field_template = "sandbox/compose/_field.html"
        helper.layout = Layout(*(self.rows or self.fields))
        return helper
