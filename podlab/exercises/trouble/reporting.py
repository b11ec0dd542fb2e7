"""A report that a check is wrong: what it may be about, and the run record that goes with it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from podlab.curriculum.library import fill
from podlab.curriculum.library.texts import INSTRUCTIONS, find_section
from podlab.exercises.checking import card_name, check_name
from podlab.exercises.models import Attempt, Reading
from podlab.exercises.page.visit import Visit
from podlab.exercises.trouble.models import Report

READINGS = 5
ABOUT_STEP = "step:"
MOST_TITLE = 500


class ReportForm(forms.Form):
    """What is wrong, and with what."""

    of = forms.CharField(max_length=130)
    words = forms.CharField(
        max_length=2000, error_messages={"required": _("Say in a sentence what is wrong.")}
    )


def subjects(visit: Visit) -> dict[str, str]:
    """All that can be wrong at this stage, by what it is kept under: checks, cards, the step."""
    return dict(_subjects(visit))


def _subjects(visit: Visit) -> Iterator[tuple[str, str]]:
    step = visit.stage.step
    if step is None:
        return
    for slug in step.checkpoint.checks if step.checkpoint else ():
        yield check_name(slug), visit.spec.checks[slug].title
    for stage in visit.way.up_to_here("do")[-1:]:
        for card in stage.step.do.cards if stage.step and stage.step.do else ():
            yield card_name(stage.id, card.id), card.claim
    yield f"{ABOUT_STEP}{step.id}", title_of(visit)


def title_of(visit: Visit) -> str:
    """What the step asks or says, in its own words."""
    step = visit.stage.step
    if step is None:
        return ""
    asked = step.predict or step.observe or step.order or step.explain
    if asked:
        return asked.prompt
    anchor = step.text or (step.checkpoint.text if step.checkpoint else None)
    found = find_section(visit.lesson.files, INSTRUCTIONS, anchor or "", visit.locale)
    if found:
        return fill(found.title, visit.attempt.variables)
    return step.do.label if step.do else step.title or step.id


async def report(visit: Visit, of: str, words: str) -> Report:
    """Keep it with its run record; who writes about the same thing again says it better."""
    attempt, step = visit.attempt, visit.stage.id
    fields = {
        "attempt": attempt,
        "version": visit.lesson.spec.version,
        "content": visit.lesson.content,
        "step": step,
        "title": subjects(visit)[of][:MOST_TITLE],
        "words": words,
        "record": await record_of(visit, of),
    }
    kept, _made = await Report.objects.waiting().aupdate_or_create(
        owner_key=attempt.owner_key,
        pack=attempt.pack,
        exercise=attempt.exercise,
        of=of,
        defaults=fields,
    )
    return kept


async def record_of(visit: Visit, of: str) -> dict[str, Any]:
    """What was there when it was written: enough to see the same again."""
    attempt, step = visit.attempt, visit.stage.step
    answer = visit.answers.get(visit.stage.id)
    edited = step.checkpoint.edit if step and step.checkpoint else None
    return {
        "locale": visit.locale,
        "variables": attempt.variables,
        "answer": answer.value if answer else None,
        "manifest": attempt.manifests.get(edited, "") if edited else "",
        "readings": [told(each) async for each in readings_of(attempt, of)],
        "done": await last_done(attempt, visit),
    }


def readings_of(attempt: Attempt, of: str) -> Any:
    """The newest readings of a check or card; of a step, those of all that was measured."""
    about = attempt.readings.all() if of.startswith(ABOUT_STEP) else attempt.readings.filter(of=of)
    return about.order_by("-at", "-pk")[:READINGS]


async def last_done(attempt: Attempt, visit: Visit) -> list[Any]:
    """What the last press of a button came to."""
    before = [stage.id for stage in visit.way.up_to_here("do")[-1:]]
    done = await attempt.done.filter(step__in=before).order_by("-at").afirst()
    return list(done.results) if done else []


def told(reading: Reading) -> dict[str, Any]:
    """A reading as the record keeps it."""
    return {
        "of": reading.of,
        "at": reading.at.isoformat(),
        "outcome": reading.outcome,
        "feedback": reading.feedback,
        "expected": reading.expected,
        "actual": reading.actual,
        "command": reading.command,
        "evidence": reading.evidence,
        "milliseconds": reading.milliseconds,
    }
