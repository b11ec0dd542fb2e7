"""A checkpoint on the page: the editor, the checks with their reasons, the hints, the solution."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from podlab.curriculum.format.exercise import Check
from podlab.curriculum.format.steps import Checkpoint, Step
from podlab.curriculum.library import fill
from podlab.exercises.learning.helping import HintOffer, Trying, hint_offer, may_reveal
from podlab.exercises.learning.keeping import answer, help_of, keep_help
from podlab.exercises.models import Attempt, Reading
from podlab.exercises.page.parts.scores import score
from podlab.exercises.page.visit import Visit
from podlab.exercises.results import Outcome
from podlab.exercises.scenes import Scene
from podlab.exercises.scenes.manifests import text_of


@dataclass(frozen=True)
class Checked:
    """A check, its newest reading, and what can be said about it."""

    slug: str
    check: Check
    reading: Reading | None
    reason: str
    hints: Sequence[SafeString]
    offer: HintOffer

    @property
    def tone(self) -> str:
        """How what is said is meant: as the author's words for this reason say it is."""
        worded = self.check.feedback.get(self.reading.feedback) if self.reading else None
        return worded.type if worded else "actionable"

    @property
    def state(self) -> str:
        return self.reading.outcome if self.reading else "none"


async def building(visit: Visit, scene: Scene | None, sent: str | None = None) -> dict[str, Any]:
    """What a checkpoint shows; nothing at other stages."""
    step = visit.stage.step
    if step is None or step.checkpoint is None:
        return {}
    checks, trying = await checks_of(visit, step)
    unit = visit.spec.scene.by_address.get(step.checkpoint.edit or "")
    text = text_of(visit.lesson, visit.attempt, step.checkpoint.edit or "", unit) if unit else ""
    shown = sent if sent is not None else text
    asked = step.checkpoint.checks
    passing = [each.slug for each in checks if each.state == Outcome.PASS]
    return {
        "checks": checks,
        "score": score(visit.spec.checks, asked, asked if visit.stage.is_done else passing),
        "editable": unit is not None,
        "unit": unit,
        "manifest": shown,
        "rows": min(max(shown.count("\n") + 2, 12), 40),
        "solved": visit.stage.is_done,
        "may_reveal": may_reveal(visit.spec.solution.reveal, trying),
        "revealed": visit.attempt.revealed_at is not None,
        "solution": solution_of(visit, step.checkpoint, shown),
        "scene_is_up": scene is not None,
    }


async def checks_of(visit: Visit, step: Step) -> tuple[list[Checked], Trying]:
    """Each check of a checkpoint with its newest reading."""
    helped = await help_of(visit.attempt)
    since = await first_seen(visit.attempt, step.id, helped)
    pressed = await visit.attempt.done.filter(step=step.id).acount()
    passed = bool((given := visit.answers.get(step.id)) and given.is_right)
    trying = Trying(pressed, timezone.now() - since, passed)
    readings = await newest_readings(visit.attempt)
    named = step.checkpoint.checks if step.checkpoint else ()
    return [checked(visit, slug, readings, helped["hints"], trying) for slug in named], trying


async def first_seen(attempt: Attempt, step: str, helped: dict[str, Any]) -> datetime:
    """When the learner came to this step: what hints wait for counts from then."""
    if step not in helped["since"]:
        helped["since"][step] = timezone.now().isoformat()
        await keep_help(attempt, helped)
    return datetime.fromisoformat(helped["since"][step])


async def newest_readings(attempt: Attempt) -> dict[str, Reading]:
    """The latest reading of each check."""
    found: dict[str, Reading] = {}
    async for reading in attempt.readings.filter(of__startswith="check:").order_by("at"):
        found[reading.of.removeprefix("check:")] = reading
    return found


def checked(
    visit: Visit,
    slug: str,
    readings: Mapping[str, Reading],
    opened: Mapping[str, int],
    trying: Trying,
) -> Checked:
    check, reading = visit.spec.checks[slug], readings.get(slug)
    tiers = list(visit.lesson.hints(slug, visit.locale, visit.attempt.variables))
    count = min(opened.get(slug, 0), len(tiers))
    offer = hint_offer(visit.spec.hints, len(tiers), count, trying)
    return Checked(slug, check, reading, reason_of(check, reading), tiers[:count], offer)


def reason_of(check: Check, reading: Reading | None) -> str:
    """The author's words for this end, else what was found."""
    if reading is None or reading.outcome == Outcome.PASS:
        return ""
    worded = check.feedback.get(reading.feedback)
    return worded.text if worded else reading.actual


def solution_of(visit: Visit, checkpoint: Checkpoint, text: str) -> Sequence[tuple[str, str]]:
    """What the solution changes in the learner's text, line by line; nothing until revealed."""
    path = visit.spec.solution.units.get(checkpoint.edit or "")
    if visit.attempt.revealed_at is None or path is None:
        return ()
    solved = fill(visit.lesson.read(path), visit.attempt.variables)
    lines = difflib.ndiff(text.splitlines(), solved.splitlines())
    return [(KINDS[line[0]], line[2:]) for line in lines if line[0] in KINDS]


KINDS = {" ": "same", "-": "gone", "+": "new"}


async def solved_now(visit: Visit, step: Step) -> bool:
    """Whether each check of the step has passed; then the step is done, and stays so."""
    if step.checkpoint is None:
        return False
    given = visit.answers.get(step.id)
    if given and given.is_right:
        return True
    readings = await newest_readings(visit.attempt)
    found = [readings.get(slug) for slug in step.checkpoint.checks]
    if not all(each and each.outcome == Outcome.PASS for each in found):
        return False
    await answer(visit.attempt, step.id, "passed", right=True)
    return True
