"""A probe: what is asked, and how often."""

from collections.abc import Iterator
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django.utils.translation import gettext_lazy as _

from podlab.sandbox.compose.face.codecs import AMOUNT, TEXT, WORDS
from podlab.sandbox.compose.face.objects import get
from podlab.sandbox.compose.face.parts import Part, choice, line, number, words

PROBES = {
    "startupProbe": _("Startup probe"),
    "readinessProbe": _("Readiness probe"),
    "livenessProbe": _("Liveness probe"),
}
ACTIONS = {
    "httpGet": {"path": ("path", TEXT), "port": ("port", AMOUNT)},
    "tcpSocket": {"port": ("port", AMOUNT)},
    "exec": {"command": ("command", WORDS)},
    "grpc": {"port": ("port", AMOUNT), "service": ("service", TEXT)},
}
CHOICES = [
    ("httpGet", _("HTTP request")),
    ("tcpSocket", _("TCP connection")),
    ("exec", _("command")),
    ("grpc", _("gRPC health check")),
]


class ProbePart(Part):
    """The fields of all four actions; the chosen one's are written."""

    action = choice(_("Asks by"), CHOICES)
    path = line(_("Path"))
    port = number(_("Port"))
    service = line(_("Service"))
    command = words(_("Command"), rows=1)
    delay = number(_("First after (s)"))
    period = number(_("Every (s)"))
    timeout = number(_("Timeout (s)"))
    failures = number(_("Failures"))

    rows: ClassVar = (
        Div("action", "path", "port", "service", css_class="pf-row"),
        "command",
        Div("delay", "period", "timeout", "failures", css_class="pf-row pf-four"),
    )
    at: ClassVar = {
        "delay": (("initialDelaySeconds",), AMOUNT),
        "period": (("periodSeconds",), AMOUNT),
        "timeout": (("timeoutSeconds",), AMOUNT),
        "failures": (("failureThreshold",), AMOUNT),
    }

    @property
    def asked(self) -> str:
        """The one action; empty when there is none, or more."""
        found = [name for name in ACTIONS if name in self.obj]
        return found[0] if len(found) == 1 else ""

    def shown(self) -> dict[str, Any]:
        written = {
            name: (get(self.obj, (self.asked, key)), codec)
            for name, (key, codec) in ACTIONS.get(self.asked, {}).items()
        }
        fields = {
            name: codec.show(value)
            for name, (value, codec) in written.items()
            if value is not None and codec.fits(value)
        }
        return {**super().shown(), **fields, "action": self.asked or "httpGet"}

    def unfit(self) -> Iterator[str]:
        yield from super().unfit()
        if not self.asked and self.obj:
            yield from ("action", "path", "port", "service", "command")
        for name, (key, codec) in ACTIONS.get(self.asked, {}).items():
            value = get(self.obj, (self.asked, key))
            if value is not None and not codec.fits(value):
                yield name

    def place_of(self, name: str) -> tuple[str, ...]:
        if name in self.at:
            return super().place_of(name)
        return (self.asked,) if name == "action" else (self.asked or "httpGet", name)

    def write(self, pod: dict[str, Any]) -> None:
        super().write(pod)
        data, chosen = self.cleaned_data, self.cleaned_data["action"]
        known = ACTIONS[chosen]
        if "action" in self.changed_data:
            for name in ACTIONS:
                self.set(pod, (name,), None)
            said = {key: codec.read(data[name] or "") for name, (key, codec) in known.items()}
            given = {key: value for key, value in said.items() if value is not None}
            self.set(pod, (chosen,), given)
            return
        for name in set(self.changed_data) & set(known):
            key, codec = known[name]
            self.set(pod, (chosen, key), codec.read(data[name]))
