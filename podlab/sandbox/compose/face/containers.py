"""The parts of a container: itself, its ports, variables and mounts."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django.utils.translation import gettext_lazy as _

from podlab.sandbox.compose.face.codecs import (
    ALWAYS,
    AMOUNT,
    ANSWER,
    FLAG,
    LINE_OF_WORDS,
    TEXT,
    WORDS,
)
from podlab.sandbox.compose.face.parts import Part, choice, line, number, tick, words

DECIDE = [("", _("not said")), ("true", _("yes")), ("false", _("no"))]


class ContainerPart(Part):
    """What a container is and may."""

    name = line(_("Name"))
    image = line(_("Image"), list="images")
    sidecar = tick(
        _("Sidecar"), _("Keeps running beside the main containers (restartPolicy: Always).")
    )
    command = words(_("Command"), _("As in a shell; quotes keep words together."), rows=1)
    args = words(_("Arguments"), rows=2)
    cpu_request = line(_("CPU request"), placeholder="100m")
    memory_request = line(_("Memory request"), placeholder="32Mi")
    cpu_limit = line(_("CPU limit"), placeholder="500m")
    memory_limit = line(_("Memory limit"), placeholder="64Mi")
    run_as_user = number(_("Runs as user"))
    non_root = choice(_("Must not be root"), DECIDE)
    read_only = choice(_("Read-only root file system"), DECIDE)
    escalation = choice(_("May gain privileges"), DECIDE)
    dropped = words(_("Capabilities to drop"), placeholder="ALL")

    at: ClassVar = {
        "name": (("name",), TEXT),
        "image": (("image",), TEXT),
        "sidecar": (("restartPolicy",), ALWAYS),
        "command": (("command",), WORDS),
        "args": (("args",), WORDS),
        "cpu_request": (("resources", "requests", "cpu"), AMOUNT),
        "memory_request": (("resources", "requests", "memory"), AMOUNT),
        "cpu_limit": (("resources", "limits", "cpu"), AMOUNT),
        "memory_limit": (("resources", "limits", "memory"), AMOUNT),
        "run_as_user": (("securityContext", "runAsUser"), AMOUNT),
        "non_root": (("securityContext", "runAsNonRoot"), ANSWER),
        "read_only": (("securityContext", "readOnlyRootFilesystem"), ANSWER),
        "escalation": (("securityContext", "allowPrivilegeEscalation"), ANSWER),
        "dropped": (("securityContext", "capabilities", "drop"), LINE_OF_WORDS),
    }

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if "initContainers" not in self.steps:
            del self.fields["sidecar"]
        for name in ("command", "args"):
            breaks = self.initial.get(name, "").count("\n")
            self.fields[name].widget.attrs["rows"] = min(14, breaks + 1)

    @property
    def rows(self) -> tuple[Any, ...]:  # type: ignore[override]
        sidecar = ["sidecar"] if "sidecar" in self.fields else []
        return (Div("name", "image", css_class="pf-row"), *sidecar, "command", "args")

    @property
    def bounds(self) -> FormHelper:
        """Resources and security, which stand folded below."""
        return self._group(
            Div("cpu_request", "memory_request", "cpu_limit", "memory_limit", css_class="pf-row")
        )

    @property
    def security(self) -> FormHelper:
        return self._group(
            Div("run_as_user", "dropped", css_class="pf-row"),
            Div("non_root", "read_only", "escalation", css_class="pf-row"),
        )

    def _group(self, *rows: Any) -> FormHelper:
        helper = super().helper
        helper.layout.fields = list(rows)
        return helper


class PortPart(Part):
    """A port that the container announces."""

    port = number(_("Port"))
    name = line(_("Name"))
    protocol = choice(
        _("Protocol"), [("", "TCP"), ("TCP", "TCP"), ("UDP", "UDP"), ("SCTP", "SCTP")]
    )

    at: ClassVar = {
        "port": (("containerPort",), AMOUNT),
        "name": (("name",), TEXT),
        "protocol": (("protocol",), TEXT),
    }


class MountPart(Part):
    """Where the container sees a volume."""

    volume = line(_("Volume"), list="volumes")
    path = line(_("At the path"))
    sub_path = line(_("Only its folder"))
    read_only = tick(_("read-only"))

    at: ClassVar = {
        "volume": (("name",), TEXT),
        "path": (("mountPath",), TEXT),
        "sub_path": (("subPath",), TEXT),
        "read_only": (("readOnly",), FLAG),
    }
