"""How many requests may be under way at once, for each token and for all; and ending some."""

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MOST_OF_A_TOKEN = 40
MOST_OF_ALL = 600
NAMESPACE = re.compile(r"/namespaces/([^/]+)")


class Full(Exception):
    """No more at once; the caller may come again in a moment."""


@dataclass(eq=False)
class Place:
    """One request that is under way. Setting `ended` ends it, whatever it does."""

    namespace: str
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Places:
    """The requests that are under way in this process."""

    def __init__(self) -> None:
        self._places: set[Place] = set()
        self._by_token: Counter[bytes] = Counter()

    @contextmanager
    def take(self, token: str, path: str) -> Iterator[Place]:
        """Hold a place as long as the block lasts; raises Full."""
        key = hashlib.sha256(token.encode()).digest()
        if len(self._places) >= MOST_OF_ALL or self._by_token[key] >= MOST_OF_A_TOKEN:
            raise Full
        found = NAMESPACE.search(path)
        place = Place(found[1] if found else "")
        self._places.add(place)
        self._by_token[key] += 1
        try:
            yield place
        finally:
            self._places.discard(place)
            self._by_token[key] -= 1
            self._by_token += Counter()  # forgets those that are at nought

    def namespaces(self) -> set[str]:
        """Where something is under way."""
        return {place.namespace for place in self._places if place.namespace}

    def end(self, namespace: str) -> None:
        """End whatever streams from or into a namespace."""
        for place in self._places:
            if place.namespace == namespace:
                place.ended.set()


places = Places()
