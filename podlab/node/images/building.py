"""Building: which images are missing or out of date, and making them, two at a time."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from time import monotonic

from podlab.node.images import bootstrap
from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.images.recipes import Recipe, read_recipe
from podlab.node.images.seams import (
    IMAGE_LABEL,
    RECIPE_LABEL,
    BuildOrder,
    ImageEngine,
    LocalImage,
    Report,
    Step,
    silent,
)
from podlab.node.images.wheels import fetch_wheels

AT_A_TIME = 2
INDEX_SECONDS = 7 * 24 * 3600  # an older package index names packages that mirrors have dropped


class Interrupted(Exception):
    """The build was asked to stop."""


@dataclass(frozen=True)
class Built:
    """One image that was made, and how long it took."""

    name: str
    seconds: float


class Builder:
    """Makes images of a catalogue on an engine."""

    def __init__(
        self,
        catalogue: Catalogue,
        engine: ImageEngine,
        read: Callable[[CatalogueEntry], Recipe] = read_recipe,
    ) -> None:
        self.catalogue = catalogue
        self.engine = engine
        self._recipe = cache(lambda name: read(catalogue.entry(name)))
        self._stopping = threading.Event()

    def hash_of(self, name: str) -> str:
        """What the recipe label of a current image says."""
        if name == bootstrap.NAME:
            return bootstrap.RECIPE
        return self._recipe(name).hash(self.hash_of)

    def is_current(self, name: str, local: LocalImage | None) -> bool:
        """Whether the image needs no work; one that was pulled is left alone."""
        return local is not None and (local.pulled or local.recipe == self.hash_of(name))

    def plan(self, names: Iterable[str], *, again: bool = False) -> list[str]:
        """What to make for `names`, parents first; `again` means even what is current."""
        local = self.engine.local()
        order: list[str] = []

        def visit(name: str, forced: bool) -> None:
            if name in order:
                return
            tag = f"podlab/{name}"
            if name == bootstrap.NAME:
                if tag not in local:
                    order.append(name)
            elif forced or not self.is_current(name, local.get(tag)):
                for parent in self._recipe(name).parents:
                    visit(parent, forced=self._is_stale(parent, local))
                order.append(name)

        for name in names:
            visit(name, forced=again)
        return order

    def _is_stale(self, name: str, local: Mapping[str, LocalImage]) -> bool:
        """Whether a build stage is too old to build upon."""
        image = local.get(f"podlab/{name}")
        is_stage = name != bootstrap.NAME and self.catalogue.entry(name).build_stage
        return is_stage and image is not None and image.age > INDEX_SECONDS

    def build(
        self,
        names: Iterable[str],
        report: Report = silent,
        finished: Callable[[Built], None] = lambda _: None,
    ) -> list[Built]:
        """Make `names` (a plan) in order, two at a time; the first ImageProblem ends it."""
        futures: dict[str, Future[Built]] = {}
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="images") as pool:
            try:
                for name in names:
                    futures[name] = pool.submit(self._make, name, dict(futures), report, finished)
                return [future.result() for future in futures.values()]
            except BaseException:
                self._stopping.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _make(
        self,
        name: str,
        earlier: dict[str, "Future[Built]"],
        report: Report,
        finished: Callable[[Built], None],
    ) -> Built:
        """Wait for the parents, which stand earlier in the queue, then make one image."""
        parents = () if name == bootstrap.NAME else self._recipe(name).parents
        for parent in parents:
            if parent in earlier:
                earlier[parent].result()

        def watched(step: Step) -> None:
            if self._stopping.is_set():
                raise Interrupted
            report(step)

        started = monotonic()
        if name == bootstrap.NAME:
            bootstrap.make_first_image(self.engine, watched)
        else:
            self._build_one(name, watched)
        built = Built(name, monotonic() - started)
        finished(built)
        return built

    def _build_one(self, name: str, report: Report) -> None:
        """Build one image; a build stage anew, because its point is a fresh package index."""
        entry = self.catalogue.entry(name)
        labels = {IMAGE_LABEL: name, RECIPE_LABEL: self.hash_of(name)}
        recipe = self._recipe(name)
        context = recipe.context(fetch_wheels(name, recipe, report))
        order = BuildOrder(name, entry.local_tag, context, labels, fresh=entry.build_stage)
        self.engine.build(order, report)
