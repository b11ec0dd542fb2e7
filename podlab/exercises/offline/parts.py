"""The parts of a lesson's file, one for each of its stages: what is asked, found and answered."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from podlab.curriculum.format.steps import Order, Step
from podlab.curriculum.library import fill
from podlab.exercises.learning.ordering import mixed
from podlab.exercises.learning.progress import Stage
from podlab.exercises.offline.pictures import sides_then
from podlab.exercises.page.parts.asking import asked_in, in_words, options_of
from podlab.exercises.page.parts.building import checks_of
from podlab.exercises.page.parts.ends import export_of
from podlab.exercises.page.parts.evidence import Evidence, evidence_of
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes.manifests import file_text

Part = dict[str, Any]


async def parts_of(visit: Visit, *, whole: bool) -> list[Part]:
    """Every stage in its order. Answers and findings are in it for what was done, or all of them.

    Of what is still locked nothing is told but that it comes.
    """
    return [
        await part_of(visit, stage, told=whole or stage.is_done)
        for stage in visit.way.stages
        if whole or not stage.is_locked
    ]


async def part_of(visit: Visit, stage: Stage, *, told: bool) -> Part:
    """What the file says of one stage."""
    here = replace(visit, way=replace(visit.way, current=stage))
    part: Part = {"stage": stage, "step": stage.step, "told": told, **texts(here)}
    if stage.kind == "cluster":
        part["export"] = export_of(here)
    if stage.kind == "review":
        part["cards"] = visit.spec.review
    if stage.step:
        part |= questions(here, stage.step)
        part |= await found(here, stage.step) if told else {}
        part |= await built(here, stage.step, told=told)
    return part


def texts(visit: Visit) -> Part:
    """The heading and the text that are read at this stage."""
    step, values = visit.stage.step, visit.attempt.variables
    anchor = (step.text or (step.checkpoint and step.checkpoint.text)) if step else None
    if step is None and visit.stage.kind == "cluster" and visit.spec.export:
        anchor = visit.spec.export.note
    if not anchor:
        return {}
    lesson, locale = visit.lesson, visit.locale
    return {
        "heading": lesson.heading(anchor, locale, values),
        "text": lesson.text(anchor, locale, values),
    }


def questions(visit: Visit, step: Step) -> Part:
    """What is asked, what this learner said, and the answer."""
    asked, given = asked_in(step), visit.answers.get(step.id)
    part: Part = {}
    if asked:
        options = options_of(visit, asked)
        shown = asked.model_copy(update={"options": tuple(options)})
        part = {"asked": asked, "options": options, "answer": in_words(shown, asked.answer)}
        part["said"] = in_words(shown, given.value) if given else ""
        part["why"] = [each.why for each in options if is_answer(asked.answer, each.id)]
    elif step.explain:
        part = {"said": given.value if given else ""}
    elif step.order:
        part = {"lines": lines_mixed(step.order, f"{visit.attempt.uid}{step.id}")}
    return part


def is_answer(answer: object, option: str) -> bool:
    return option in answer if isinstance(answer, list | tuple) else option == answer


def lines_mixed(order: Order, seed: str) -> list[str]:
    """The lines as somebody meets them."""
    lines = [*order.lines, *order.distractors]
    return [lines[number] for number in mixed(len(lines), seed).used]


async def found(visit: Visit, step: Step) -> Part:
    """What the step's button brought about: pictures of that moment, results, readings."""
    if step.do is None:
        return {}
    evidence = await evidence_of(visit)
    sides = await sides_then(visit, moment_of(evidence))
    return {
        "evidence": evidence,
        "sides": [(side, evidence.of_side(side.slug) if evidence else {}) for side in sides],
    }


def moment_of(evidence: Evidence | None) -> datetime | None:
    """When the last of its readings was taken, or its button was done."""
    if evidence is None or evidence.done is None:
        return None
    readings = [card.reading.at for card in evidence.cards if card.reading]
    return max([evidence.done.finished_at or evidence.done.at, *readings])


async def built(visit: Visit, step: Step, *, told: bool) -> Part:
    """A checkpoint: the manifest that one begins with, the checks, and what solves it."""
    if step.checkpoint is None:
        return {}
    checks, _trying = await checks_of(visit, step)
    edit = step.checkpoint.edit or ""
    unit = visit.spec.scene.by_address.get(edit)
    part: Part = {"checks": checks if told else [replace(each, reading=None) for each in checks]}
    if unit:
        part["manifest"] = file_text(visit.lesson, visit.attempt, unit.source)
        part["unit"] = unit
    path = visit.spec.solution.units.get(edit)
    if told and path:
        part["solution"] = fill(visit.lesson.read(path), visit.attempt.variables)
    return part
