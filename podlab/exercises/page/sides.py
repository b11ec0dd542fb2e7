"""What runs for a lesson, drawn side by side: live where it runs, else as it is written."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from podlab.curriculum.format.scene import Half, Unit
from podlab.curriculum.format.steps import Apply
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes import Scene
from podlab.exercises.scenes.manifests import manifests_of
from podlab.pods.objects import JsonObject
from podlab.sandbox import reading
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from podlab.sandbox.picture import Activity, draw_pod, pod_in_words, pod_view

ONE = "one"  # the side of a scene without twins


@dataclass(frozen=True)
class Drawing:
    """One Pod or separate container, wide, narrow and in words."""

    wide: SafeString
    narrow: SafeString
    words: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """A unit on the page. `run` is the live one's uid; `ended` says why it is no longer there."""

    address: str
    unit: Unit
    drawings: Sequence[Drawing]
    text: str
    run: str = ""
    ended: str = ""
    is_live: bool = False


@dataclass(frozen=True)
class Side:
    """One side of twins; a scene without twins has one."""

    slug: str
    label: str
    units: Sequence[Shown]

    @property
    def is_apart(self) -> bool:
        return all(each.unit.kind == "container" for each in self.units)

    @property
    def is_live(self) -> bool:
        return any(each.is_live for each in self.units)


async def sides_of(visit: Visit, scene: Scene | None) -> list[Side]:
    """Every side with what is there now, or will be. Raises ClusterUnavailable."""
    shown = await asyncio.gather(
        *(show(visit, scene, at, unit) for at, unit in wanted(visit, scene).items())
    )
    return [
        Side(slug, label, [each for each in shown if each.address.startswith(prefix)])
        for slug, label, prefix in halves(visit)
    ]


def halves(visit: Visit) -> list[tuple[str, str, str]]:
    """By side its name, its label, and how the addresses of its units begin."""
    twins = visit.spec.scene.twins
    if twins is None:
        return [(ONE, _("What runs"), "")]
    both: tuple[tuple[str, Half], ...] = (("left", twins.left), ("right", twins.right))
    return [(slug, half.label, f"{slug}/") for slug, half in both]


def wanted(visit: Visit, scene: Scene | None) -> dict[str, Unit]:
    """The units to be shown: not those that come later, unless they are there or come next."""
    there = scene.runs if scene else {}
    coming = next_units(visit)
    return {
        at: unit
        for at, unit in visit.spec.scene.by_address.items()
        if not unit.later or at in there or at in coming
    }


def next_units(visit: Visit) -> set[str]:
    """What the next button makes, while one predicts what will come of it."""
    if visit.stage.kind not in {"predict", "do"}:
        return set()
    stages = visit.way.stages[visit.way.number - 1 :]
    button = next((each.step.do for each in stages if each.step and each.step.do), None)
    applied = [each.of for each in button.actions if isinstance(each, Apply)] if button else []
    found: set[str] = set()
    for where in applied:
        if isinstance(where, dict):
            found |= {f"{side}/{place}" for side, place in where.items()}
        elif where:
            found.add(where)
    return found


async def show(visit: Visit, scene: Scene | None, address: str, unit: Unit) -> Shown:
    """One unit as it is."""
    manifest = manifests_of(visit.lesson, visit.attempt, {address: unit})[0]
    run = scene.runs.get(address) if scene else None
    if scene and unit.kind == "deployment":
        pods = await scene.pods(address)
        drawn = [draw(pod, Activity(), unit) for pod in pods]
        return Shown(address, unit, drawn, manifest.text, is_live=True)
    if run is None:
        written = draw(declared(manifest.main), Activity(), unit)
        return Shown(address, unit, [written], manifest.text)
    pod = await reading.pod_of(run)
    if pod is None:
        ended = run.end_reason or _("it is being created")
        return Shown(address, unit, [], run.manifest, run=str(run.uid), ended=ended, is_live=True)
    drawing = draw(pod, await seen(run), unit)
    return Shown(address, unit, [drawing], run.manifest, run=str(run.uid), is_live=True)


async def seen(run: PodRun) -> Activity:
    async with hub().watching(run) as topic:
        return topic.activity.activity()


def declared(main: JsonObject) -> JsonObject:
    """The Pod that is written, or that a Deployment makes."""
    if main["kind"] == "Pod":
        return main
    template = main["spec"]["template"]
    return {"metadata": {"name": main["metadata"]["name"]}, "spec": template["spec"]}


def draw(pod: JsonObject, activity: Activity, unit: Unit) -> Drawing:
    """A separate container is drawn as what it stands for: never like a Pod."""
    view = pod_view(pod, activity, time.time())
    if unit.kind == "container":
        view = replace(view, is_lone=True)
    return Drawing(
        mark_safe(draw_pod(view)),  # noqa: S308 -- draw_pod escapes every text
        mark_safe(draw_pod(view, narrow=True)),  # noqa: S308 -- as above
        pod_in_words(view),
    )
