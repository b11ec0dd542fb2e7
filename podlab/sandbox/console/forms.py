"""The console's form: from where, how, which port, which path."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from podlab.sandbox.console.asking import Question

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PRINTABLE = r"^/[!-~]*$"


class AskForm(forms.Form):
    """`containers` may ask, and outside may."""

    source = forms.ChoiceField(label=_("From"), required=False)
    method = forms.ChoiceField(label=_("Method"), choices=[(each, each) for each in METHODS])
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    path = forms.RegexField(
        PRINTABLE,
        label=_("Path"),
        max_length=2000,
        error_messages={"invalid": _("Begin with / and write %20 for a space.")},
    )
    body = forms.CharField(
        label=_("Body"),
        required=False,
        strip=False,
        max_length=64 << 10,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, containers: Sequence[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        outside = ("", _("outside the Pod"))
        self.fields["source"].choices = [*((name, name) for name in containers), outside]  # type: ignore[attr-defined]

    @property
    def question(self) -> Question:
        """What a valid form asks."""
        data = self.cleaned_data
        return Question(data["source"], data["method"], data["port"], data["path"], data["body"])
