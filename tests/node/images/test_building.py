"""What is built, in which order, and what is left alone: against an engine in memory."""

# ruff: noqa: ARG002 -- the engine in memory has the signatures of the real one

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from podlab.node.images import bootstrap
from podlab.node.images.building import INDEX_SECONDS, Builder
from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.images.recipes import ContextFile, Recipe
from podlab.node.images.seams import (
    RECIPE_LABEL,
    BuildFailed,
    BuildOrder,
    LocalImage,
    PullFailed,
    Report,
    Step,
)

PARENTS = {"base": "debian", "shell": "base", "web": "shell", "cache": "shell"}
SHOP = Catalogue([CatalogueEntry(name, name, build_stage=name == "base") for name in PARENTS])


class MemoryEngine:
    """Keeps labels instead of images, and the order in which it got them."""

    def __init__(self, broken: str = "", registry: bool = True) -> None:
        self.images: dict[str, LocalImage] = {}
        self.made: list[str] = []
        self.broken = broken
        self.registry = registry
        self.lock = threading.Lock()

    def local(self) -> Mapping[str, LocalImage]:
        return dict(self.images)

    def build(self, order: BuildOrder, report: Report) -> None:
        report(Step(order.image, 1, 1, "RUN it"))
        if order.image == self.broken:
            raise BuildFailed(f"{order.image}: no")
        self._add(order.tag, order.labels[RECIPE_LABEL])

    def import_root(self, tag: str, archive: Path, labels: Mapping[str, str]) -> None:
        self._add(tag, labels[RECIPE_LABEL])

    def pull(self, image: str, upstream: str, tag: str, report: Report) -> None:
        if not self.registry:
            raise PullFailed("no registry")
        self._add(tag, "")

    def save(self, tags: list[str], archive: Path, report: Report) -> None:
        archive.write_text("\n".join(tags))

    def load(self, archive: Path) -> list[str]:
        return archive.read_text().splitlines()

    def _add(self, tag: str, recipe: str) -> None:
        with self.lock:
            self.images[tag] = LocalImage(tag, recipe, 1, pulled=not recipe)
            self.made.append(tag.removeprefix("podlab/"))


def builder(engine: MemoryEngine, changed: str = "") -> Builder:
    def read(entry: CatalogueEntry) -> Recipe:
        text = f"FROM podlab/{PARENTS[entry.name]}\n" + ("# new\n" * (entry.name == changed))
        return Recipe((ContextFile("Dockerfile", text.encode(), False),))

    return Builder(SHOP, engine, read)


def build_all(engine: MemoryEngine) -> None:
    fresh = builder(engine)
    fresh.build(fresh.plan(PARENTS))
    engine.made.clear()


def test_plan_from_nothing_has_parents_first() -> None:
    assert builder(MemoryEngine()).plan(["web"]) == ["debian", "base", "shell", "web"]


def test_plan_of_what_is_current_is_empty() -> None:
    engine = MemoryEngine()
    build_all(engine)

    assert builder(engine).plan(PARENTS) == []


def test_plan_rebuilds_what_changed_and_what_stands_on_it() -> None:
    engine = MemoryEngine()
    build_all(engine)

    assert builder(engine, changed="shell").plan(PARENTS) == ["shell", "web", "cache"]


def test_plan_needs_no_build_stage_when_the_images_are_current() -> None:
    engine = MemoryEngine()
    build_all(engine)
    del engine.images["podlab/debian"], engine.images["podlab/base"]

    assert builder(engine).plan(["shell", "web"]) == []


def test_plan_renews_an_old_package_index_before_building_on_it() -> None:
    engine = MemoryEngine()
    build_all(engine)
    base = engine.images["podlab/base"]
    engine.images["podlab/base"] = replace(base, age=INDEX_SECONDS + 1)

    assert builder(engine).plan(PARENTS) == []
    assert builder(engine, changed="shell").plan(["shell"]) == ["base", "shell"]


def test_plan_leaves_a_pulled_image_alone() -> None:
    engine = MemoryEngine()
    build_all(engine)
    engine.images["podlab/web"] = LocalImage("podlab/web", "", 1, pulled=True)

    assert builder(engine).plan(PARENTS) == []


def test_plan_again_makes_what_is_current_but_not_its_parents() -> None:
    engine = MemoryEngine()
    build_all(engine)

    assert builder(engine).plan(["web"], again=True) == ["web"]


def test_build_makes_parents_before_children() -> None:
    engine = MemoryEngine()
    fresh = builder(engine)
    fresh.build(fresh.plan(PARENTS))

    order = engine.made
    assert sorted(order) == ["base", "cache", "debian", "shell", "web"]
    assert order[:3] == ["debian", "base", "shell"]


def test_build_says_which_images_are_finished() -> None:
    engine = MemoryEngine()
    fresh = builder(engine)
    finished: list[str] = []
    fresh.build(fresh.plan(["shell"]), finished=lambda built: finished.append(built.name))

    assert finished == ["debian", "base", "shell"]


def test_build_ends_at_the_first_failure_and_keeps_what_was_made() -> None:
    engine = MemoryEngine(broken="shell")
    fresh = builder(engine)

    with pytest.raises(BuildFailed, match="shell: no"):
        fresh.build(fresh.plan(PARENTS))
    assert engine.made == ["debian", "base"]


def test_first_image_is_pulled_where_a_registry_answers() -> None:
    engine = MemoryEngine()
    bootstrap.make_first_image(engine, lambda _: None)

    assert engine.images[bootstrap.TAG].pulled


def test_first_image_without_registry_and_tool_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(BuildFailed) as failure:
        bootstrap.make_first_image(MemoryEngine(registry=False), lambda _: None)
    assert "apt-get install mmdebstrap" in failure.value.advice
