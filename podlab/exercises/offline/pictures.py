"""What ran for a lesson, drawn as it was at a moment, from the tapes of its Pods."""

import asyncio
from datetime import datetime

from podlab.curriculum.format.scene import Unit
from podlab.exercises.page.parts.sides import (
    Drawing,
    Shown,
    Side,
    about_units,
    declared,
    draw,
    halves,
)
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes.manifests import manifests_of
from podlab.sandbox.models import PodRun
from podlab.sandbox.picture import Activity
from podlab.sandbox.recordings.saving import tape_of
from podlab.sandbox.tape.moments import moment_at


async def sides_then(visit: Visit, at: datetime | None) -> list[Side]:
    """Every side as it was at the moment; as it is written where nothing was recorded."""
    units, about = visit.spec.scene.by_address, about_units(visit)
    meant = {each: units[each] for each in units if each in about or not about}
    shown = await asyncio.gather(*(shown_then(visit, each, meant[each], at) for each in meant))
    sides = [
        Side(slug, label, [each for each in shown if each.address.startswith(prefix)])
        for slug, label, prefix in halves(visit)
    ]
    return [side for side in sides if side.units]


async def shown_then(visit: Visit, address: str, unit: Unit, at: datetime | None) -> Shown:
    """One unit; the newest of its Pods, of a Deployment all that were there."""
    manifest = manifests_of(visit.lesson, visit.attempt, {address: unit})[0]
    runs = await runs_then(visit, address, unit, at) if at else []
    found = [drawing for run in runs for drawing in await recorded(run, unit, at)]
    if found:
        return Shown(address, unit, found, manifest.text, is_live=True)
    return Shown(address, unit, [draw(declared(manifest.main), Activity(), unit)], manifest.text)


async def runs_then(visit: Visit, address: str, unit: Unit, at: datetime | None) -> list[PodRun]:
    """The runs of the unit that had begun by then, the newest of them where there is but one."""
    began = PodRun.objects.filter(scene=visit.attempt.uid, unit=address, created_at__lte=at)
    if unit.kind != "deployment":
        newest = await began.order_by("-created_at").afirst()
        return [newest] if newest else []
    return [run async for run in began.exclude(ended_at__lte=at).order_by("created_at")]


async def recorded(run: PodRun, unit: Unit, at: datetime | None) -> list[Drawing]:
    """The Pod as its tape has it at the moment; nothing where there is no tape."""
    tape = await tape_of(run)
    if tape.pod is None or at is None:
        return []
    entries = [each.body for each in tape.kept()]
    moment = await asyncio.to_thread(moment_at, tape.pod, entries, at.timestamp())
    return [draw(moment.pod, moment.activity, unit)]
