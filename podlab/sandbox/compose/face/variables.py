"""An environment variable: its value, or where the value comes from."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from podlab.sandbox.compose.face.codecs import TEXT, is_text
from podlab.sandbox.compose.face.objects import get
from podlab.sandbox.compose.face.parts import Part, choice, line

REFERENCES = {"config": "configMapKeyRef", "secret": "secretKeyRef", "field": "fieldRef"}
SOURCES = [
    ("value", _("is")),
    ("config", _("from ConfigMap")),
    ("secret", _("from Secret")),
    ("field", _("from the Pod")),
]
KEYS_OF_A_SOURCE = {"name", "key", "optional"}


class VariablePart(Part):
    """Four fields, of which each source needs one or two."""

    name = line(_("Name"))
    source = choice(_("Source"), SOURCES)
    value = line(_("Value"))
    field = line(_("Field"), list="pod-fields")
    origin = line(_("Object"))
    key = line(_("Key"))

    at: ClassVar = {"name": (("name",), TEXT)}

    def shown(self) -> dict[str, Any]:
        source = self.kind
        origin = get(self.obj, ("valueFrom", REFERENCES.get(source, ""))) or {}
        return {
            **super().shown(),
            "source": source,
            "value": self._text(self.obj.get("value")),
            "field": self._text(origin.get("fieldPath")),
            "origin": self._text(origin.get("name")),
            "key": self._text(origin.get("key")),
        }

    @property
    def kind(self) -> str:
        """Where the value comes from; `other` is what the form does not know."""
        given = self.obj.get("valueFrom")
        if given is None:
            return "value"
        names = {REFERENCES[source]: source for source in REFERENCES}
        if not isinstance(given, dict) or len(given) != 1 or not set(given) <= set(names):
            return "other"
        only = next(iter(given))
        return names[only] if isinstance(given[only], dict) else "other"

    def unfit(self) -> Iterator[str]:
        yield from super().unfit()
        value = self.obj.get("value")
        if self.kind == "other" or (value is not None and not is_text(value)):
            yield from ("source", "value", "field", "origin", "key")

    def place_of(self, name: str) -> tuple[str, ...]:
        reference = {"origin": "name", "key": "key", "field": "fieldPath"}
        if name in reference:
            kind = "fieldRef" if name == "field" else REFERENCES.get(self.kind, "configMapKeyRef")
            return ("valueFrom", kind, reference[name])
        return (name,) if name in {"name", "value"} else ("valueFrom",)

    def write(self, pod: dict[str, Any]) -> None:
        super().write(pod)
        if set(self.changed_data) - {"name"}:
            self._write_source(pod, self.cleaned_data["source"])

    def _write_source(self, pod: dict[str, Any], source: str) -> None:
        data = self.cleaned_data
        if source == "value":
            self.set(pod, ("valueFrom",), None)
            self.set(pod, ("value",), data["value"])
            return
        reference = REFERENCES[source]
        kept = get(self.obj, ("valueFrom", reference)) or {}
        said = {"fieldPath": data["field"]} if source == "field" else {
            "name": data["origin"], "key": data["key"],
        }  # fmt: skip
        self.set(pod, ("value",), None)
        self.set(pod, ("valueFrom",), {reference: {**kept, **said}})

    @staticmethod
    def _text(value: object) -> str:
        return value if is_text(value) and isinstance(value, str) else ""
