"""The manifest editor's form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

EDITOR = {
    "rows": 32,
    "spellcheck": "false",
    "autocapitalize": "off",
    "autocomplete": "off",
    "wrap": "off",
    "aria-describedby": "problems",
}


class ManifestForm(forms.Form):
    """A Pod as text. What is wrong with it is told by `checking`, at its line.

    An empty text is no form error: the parser answers it, with advice.
    """

    manifest = forms.CharField(
        label=_("Manifest"), required=False, strip=False, widget=forms.Textarea(attrs=EDITOR)
    )

    @property
    def helper(self) -> FormHelper:
        """The page brings the <form>, its token and its buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(Field("manifest"))
        return helper
