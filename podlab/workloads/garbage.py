"""What becomes of objects whose owner is gone or goes. Source: pkg/controller/garbagecollector.

An owner that is to go in the foreground waits for its dependents; one that leaves orphans goes
when nobody names it any more; of any other the dependents follow when it is gone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from podlab.pods.objects import JsonObject

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


@dataclass(frozen=True)
class Found:
    """An object and the resource that it is stored under."""

    resource: str
    object: JsonObject

    @property
    def uid(self) -> str:
        """Its uid."""
        return str(self.object["metadata"]["uid"])

    @property
    def references(self) -> list[JsonObject]:
        """Its owners, as it names them."""
        return self.object["metadata"].get("ownerReferences") or []

    def ends_with(self, finalizer: str) -> bool:
        """Whether it is being deleted and this finalizer holds it."""
        metadata = self.object["metadata"]
        return "deletionTimestamp" in metadata and finalizer in (metadata.get("finalizers") or [])


@dataclass(frozen=True)
class Deletion:
    """The object is to be deleted; in the foreground where its own owner waits like that."""

    of: Found
    foreground: bool = False


@dataclass(frozen=True)
class Release:
    """The object no longer names these owners."""

    of: Found
    owners: frozenset[str]


@dataclass(frozen=True)
class Unhold:
    """The object's dependents are settled, so this finalizer is taken away."""

    of: Found
    finalizer: str


Action = Deletion | Release | Unhold


@dataclass(frozen=True)
class _Family:
    by_uid: dict[str, Found]
    dependents: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))


def collect(
    found: Sequence[Found], owners_elsewhere: Iterable[Found], kinds: frozenset[tuple[str, str]]
) -> list[Action]:
    """What is to be done about the objects of one namespace, in this order.

    `owners_elsewhere` are cluster-scoped objects, `kinds` the (apiVersion, kind)s that are known:
    an owner of another kind cannot be looked up, so it counts as being there.
    """
    family = _Family({each.uid: each for each in [*found, *owners_elsewhere]})
    for each in found:
        for reference in each.references:
            family.dependents[reference["uid"]].append(each)
    return [action for each in found for action in _about(each, family, kinds)]


def _about(each: Found, family: _Family, kinds: frozenset[tuple[str, str]]) -> Iterator[Action]:
    dependents = family.dependents.get(each.uid, [])
    if each.ends_with(ORPHAN):
        for dependent in dependents:
            yield Release(dependent, frozenset({each.uid}))
        yield Unhold(each, ORPHAN)
    elif each.ends_with(FOREGROUND):
        if not any(_blocks(dependent, each.uid) for dependent in dependents):
            yield Unhold(each, FOREGROUND)
    elif "deletionTimestamp" not in each.object["metadata"]:
        yield from _by_owners(each, family, kinds)


def _by_owners(each: Found, family: _Family, kinds: frozenset[tuple[str, str]]) -> Iterator[Action]:
    solid, waiting, gone = False, set[str](), set[str]()
    for reference in each.references:
        owner = family.by_uid.get(reference["uid"])
        if owner is None and (reference["apiVersion"], reference["kind"]) in kinds:
            gone.add(reference["uid"])
        elif owner is not None and owner.ends_with(FOREGROUND):
            waiting.add(reference["uid"])
        else:
            solid = True
    if solid and (waiting or gone):
        yield Release(each, frozenset(waiting | gone))
    elif waiting or gone:
        yield Deletion(each, foreground=bool(waiting and family.dependents.get(each.uid)))


def _blocks(dependent: Found, owner_uid: str) -> bool:
    return any(
        reference["uid"] == owner_uid and reference.get("blockOwnerDeletion")
        for reference in dependent.references
    )
