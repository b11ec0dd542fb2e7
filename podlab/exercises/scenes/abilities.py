"""What an exercise requires of the cluster, and what of it there is not."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from podlab.cluster import connect
from podlab.exercises.scenes.problems import NotAble

LABEL = "ability.podlab.dev/"  # of Nodes, as Podlab's own sets it


async def missing_of(required: Iterable[str]) -> list[str]:
    """The required abilities that no Node has. Raises ClusterUnavailable."""
    wanted = list(required)
    if not wanted:
        return []
    nodes = (await (await connect()).list("nodes"))["items"]
    labels = [node["metadata"].get("labels") or {} for node in nodes]
    return [each for each in wanted if not any(f"{LABEL}{each}" in its for its in labels)]


async def must_be_able(required: Iterable[str]) -> None:
    """Raises NotAble, or ClusterUnavailable."""
    missing = await missing_of(required)
    if missing:
        raise NotAble(in_words(missing))


def in_words(missing: Iterable[str]) -> str:
    """What is missing, as a sentence for the learner."""
    words = {
        "observer": _("It watches what Pods do, and this cluster lets nobody watch."),
        "build": _("It builds images, and this cluster builds none."),
    }
    return " ".join(words.get(each, each) for each in missing)
