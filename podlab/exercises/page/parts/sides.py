"""What runs for a lesson, drawn side by side: live where it runs, else as it is written."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from podlab.curriculum.format.scene import Half, Unit
from podlab.exercises.page.parts.images import ImageShown, image_shown
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes import Scene
from podlab.exercises.scenes.manifests import manifests_of, text_of
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
    image: ImageShown | None = None


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

    @property
    def is_of_images(self) -> bool:
        return all(each.image for each in self.units)


async def sides_of(visit: Visit, scene: Scene | None) -> list[Side]:
    """Every side with what is there now, or will be. Raises ClusterUnavailable."""
    shown = await asyncio.gather(
        *(show(visit, scene, at, unit) for at, unit in wanted(visit, scene).items())
    )
    sides = [
        Side(slug, label, [each for each in shown if each.address.startswith(prefix)])
        for slug, label, prefix in halves(visit)
    ]
    return [side for side in sides if side.units]


def halves(visit: Visit) -> list[tuple[str, str, str]]:
    """By side its name, its label, and how the addresses of its units begin."""
    twins = visit.spec.scene.twins
    if twins is None:
        return [(ONE, _("What runs"), "")]
    both: tuple[tuple[str, Half], ...] = (("left", twins.left), ("right", twins.right))
    return [(slug, half.label, f"{slug}/") for slug, half in both]


def wanted(visit: Visit, scene: Scene | None) -> dict[str, Unit]:
    """The units that the stage is about; not those that come later, unless they are there."""
    units, there = visit.spec.scene.by_address, scene.runs if scene else {}
    about = about_units(visit)
    return {
        at: unit
        for at, unit in units.items()
        if at in about or (not about and (not unit.later or at in there))
    }


def about_units(visit: Visit) -> set[str]:
    """What is built now; else what the button at hand acts on and its cards look at."""
    step = visit.stage.step
    if step and step.checkpoint:
        return {step.checkpoint.edit} if step.checkpoint.edit else set()
    number = visit.way.number
    behind = reversed(visit.way.stages[:number])
    ahead = visit.way.stages[number - 1 :] if visit.stage.kind == "predict" else behind
    button = next((each.step.do for each in ahead if each.step and each.step.do), None)
    if button is None:
        return set()
    named = set(places_in(button.model_dump(mode="json", by_alias=True, exclude_unset=True)))
    return {
        at for at in visit.spec.scene.by_address if any(f"{n}/".startswith(f"{at}/") for n in named)
    }


def places_in(written: object, side: str = "") -> Iterator[str]:
    """Every text in it, and as a place of its side: `{left: client}` names `left/client`."""
    if isinstance(written, dict):
        for key, value in written.items():
            yield from places_in(value, f"{key}/" if key in {"left", "right"} else side)
    elif isinstance(written, list):
        for value in written:
            yield from places_in(value, side)
    elif isinstance(written, str):
        yield from (written, f"{side}{written}")


async def show(visit: Visit, scene: Scene | None, address: str, unit: Unit) -> Shown:
    """One unit as it is."""
    if unit.kind == "image":
        dockerfile = text_of(visit.lesson, visit.attempt, address, unit)
        image = await image_shown(visit, scene, unit)
        return Shown(address, unit, [], dockerfile, is_live=image.is_built, image=image)
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
        ended = _(run.end_reason) if run.end_reason else _("it is being created")
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
