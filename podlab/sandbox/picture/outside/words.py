"""What crossed `eth0`, in words: on a line of the picture, and for those who cannot see it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from podlab.sandbox.picture.activity import Crossing
from podlab.sandbox.picture.view import PodView


def crossing_note(crossing: Crossing) -> str:
    """The few words on its line: which container, and what was said."""
    what = crossing.summary or crossing.refused_errno
    if crossing.outgoing:
        return f"{crossing.container or '?'}: {what}"
    return f"→ {crossing.container or '?'}:{crossing.port} {what}"


def outside_in_words(view: PodView) -> Iterator[str]:
    """A sentence about `eth0`, and one for each pair that was seen."""
    if not view.has_network:
        return
    if view.ip:
        yield _("On eth0 it has the address %(ip)s, where other Pods reach it.") % {"ip": view.ip}
    for crossing in view.crossings:
        yield _sentence(crossing)


def _sentence(crossing: Crossing) -> str:
    told = {
        "container": crossing.container or _("somebody"),
        "peer": crossing.peer,
        "port": crossing.port,
        "what": crossing.summary or crossing.refused_errno,
    }
    if crossing.outgoing:
        return _("Through eth0 %(container)s asks %(peer)s on port %(port)s: %(what)s.") % told
    return _("Through eth0 %(peer)s asks %(container)s on port %(port)s: %(what)s.") % told
