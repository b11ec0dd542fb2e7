"""The parts of the Pod itself: its own settings and its volumes."""

from collections.abc import Iterator
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django.utils.translation import gettext_lazy as _

from podlab.sandbox.compose.face.codecs import AMOUNT, FLAG, MEMORY, TEXT
from podlab.sandbox.compose.face.objects import get
from podlab.sandbox.compose.face.parts import Part, choice, line, number, tick

POLICIES = [
    ("", _("Always (the default)")),
    ("Always", "Always"),
    ("OnFailure", "OnFailure"),
    ("Never", "Never"),
]
KINDS = [
    ("emptyDir", _("empty folder")),
    ("configMap", _("ConfigMap")),
    ("secret", _("Secret")),
    ("persistentVolumeClaim", _("claim")),
]
SOURCE_NAMES = {
    "configMap": "name",
    "secret": "secretName",
    "persistentVolumeClaim": "claimName",
}


class PodPart(Part):
    """What holds for all containers."""

    name = line(_("Name of the Pod"))
    restart_policy = choice(_("Restart containers"), POLICIES)
    grace = number(_("Grace period (s)"))
    shared_processes = tick(_("Containers see each other's processes"))

    rows: ClassVar = (
        "name",
        Div("restart_policy", "grace", css_class="pf-row"),
        "shared_processes",
    )
    at: ClassVar = {
        "name": (("metadata", "name"), TEXT),
        "restart_policy": (("spec", "restartPolicy"), TEXT),
        "grace": (("spec", "terminationGracePeriodSeconds"), AMOUNT),
        "shared_processes": (("spec", "shareProcessNamespace"), FLAG),
    }


class VolumePart(Part):
    """A volume of one of four kinds; others are named and left as they are."""

    name = line(_("Name"))
    kind = choice(_("Kind"), KINDS)
    memory = tick(_("in memory"))
    size = line(_("At most"), placeholder="16Mi")
    source = line(_("Its name"))

    at: ClassVar = {
        "name": (("name",), TEXT),
        "memory": (("emptyDir", "medium"), MEMORY),
        "size": (("emptyDir", "sizeLimit"), AMOUNT),
    }

    @property
    def written(self) -> str:
        """The one key that is a kind; empty when the form knows it not."""
        found = [key for key in self.obj if key != "name"]
        return found[0] if len(found) == 1 and found[0] in dict(KINDS) else ""

    def shown(self) -> dict[str, Any]:
        source = get(self.obj, (self.written, SOURCE_NAMES.get(self.written, "")))
        kind = {"kind": self.written or "emptyDir"}
        return {**super().shown(), **kind, "source": source if TEXT.fits(source) else ""}

    def unfit(self) -> Iterator[str]:
        yield from super().unfit()
        if not self.written and len(self.obj) > 1:
            yield from ("kind", "memory", "size", "source")

    def place_of(self, name: str) -> tuple[str, ...]:
        if name == "source":
            return (self.written or "configMap", SOURCE_NAMES.get(self.written, "name"))
        return super().place_of(name)

    def write(self, pod: dict[str, Any]) -> None:
        chosen = self.cleaned_data["kind"]
        if "kind" not in self.changed_data:
            super().write(pod)
            if "source" in self.changed_data and self.written in SOURCE_NAMES:
                at = (self.written, SOURCE_NAMES[self.written])
                self.set(pod, at, self.cleaned_data["source"])
            return
        if "name" in self.changed_data:
            self.set(pod, ("name",), TEXT.read(self.cleaned_data["name"]))
        self.set(pod, (self.written,), None)
        self.set(pod, (chosen,), self._new(chosen))

    def _new(self, kind: str) -> dict[str, Any]:
        data = self.cleaned_data
        if kind in SOURCE_NAMES:
            return {SOURCE_NAMES[kind]: data["source"]}
        said = {"medium": MEMORY.read(data["memory"]), "sizeLimit": AMOUNT.read(data["size"])}
        return {key: value for key, value in said.items() if value is not None}
