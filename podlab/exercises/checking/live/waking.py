"""What makes it worth looking at a check again: which news, and how often without any. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from podlab.curriculum.format.assertions import Assertion
from podlab.pods.objects import JsonObject

POD = frozenset({"pod", "ended"})
ANYTHING = POD | {"listen", "log", "file"}  # requests come too often
NEWS = {
    "pod": POD,
    "container": POD,
    "count": POD,
    "ip": POD,
    "spec": POD,
    "stop": POD,
    "image": POD,
    "namespace": POD | {"namespaces"},
    "listen": POD | {"listen", "tap"},
    "tcp": POD | {"listen"},
    "http": POD | {"listen", "file", "log"},
    "traffic": frozenset({"request", "refused", "folded"}),
    "log": POD | {"log"},
    "file": POD | {"file", "log"},
    "volume": POD | {"file", "log"},
}
TOLD = frozenset(
    {"pod", "container", "count", "ip", "stop", "namespace", "listen", "traffic", "log", "spec"}
)
CHEAP = frozenset({"tcp", "http"})  # a connection over a relay
SECONDS_WHEN_TOLD = 10.0  # nothing is missed for ever
SECONDS_WHEN_CHEAP = 8.0
SECONDS_WHEN_DEAR = 30.0  # a process is started in a container
SHORTEST_REST = 0.1
GROWTH = 3.0
OURS = "kubelet"


@dataclass(frozen=True)
class Waking:
    """News of these kinds, and at the latest after so many seconds."""

    kinds: frozenset[str]
    longest: float

    def is_news(self, entry: JsonObject) -> bool:
        """Whether an entry may change the verdict; what checks do themselves does not."""
        if entry["kind"] not in self.kinds or entry.get("from") == OURS:
            return False
        return not (entry["kind"] == "file" and entry.get("action") == "read")

    def pause(self, every: float, looks: int) -> float:
        """How long to wait for the next look, when so many have brought nothing new.

        >>> [Waking(frozenset(), 30.0).pause(1.0, looks) for looks in (0, 1, 2, 3, 4)]
        [1.0, 3.0, 9.0, 27.0, 30.0]
        """
        return min(self.longest, every * GROWTH ** min(looks, 8))

    def rest(self, looks: int) -> float:
        """How long after news not to look again, be there more news: what a look does itself may
        be news, and news that never change a verdict should not cost much.

        >>> Waking(frozenset(), 30.0).rest(0), Waking(frozenset(), 5.0).rest(9)
        (0.1, 2.5)
        """
        if self.longest == SECONDS_WHEN_TOLD:
            return SHORTEST_REST
        return min(self.longest / 2, SHORTEST_REST * GROWTH ** min(looks, 8))


def waking_of(assertion: Assertion) -> Waking:
    """The waking of an assertion and of all that is in it."""
    names = list(names_in(assertion))
    kinds = frozenset().union(*(NEWS.get(name, ANYTHING) for name in names))
    if all(name in TOLD for name in names):
        return Waking(kinds, SECONDS_WHEN_TOLD)
    is_cheap = all(name in TOLD | CHEAP for name in names)
    return Waking(kinds, SECONDS_WHEN_CHEAP if is_cheap else SECONDS_WHEN_DEAR)


def names_in(assertion: Assertion) -> Iterator[str]:
    """The assertions in it, by their names in the format."""
    for name, inner in assertion.named.items():
        if name in {"all", "any"}:
            for each in inner:
                yield from names_in(each)
        elif name == "not":
            yield from names_in(inner)
        else:
            yield name
