"""What the lesson's page offers when something is wrong: going on anyway, and a report."""

from typing import Any

from podlab.exercises.page.visit import Visit
from podlab.exercises.trouble.models import Reason, Report
from podlab.exercises.trouble.reporting import subjects
from podlab.exercises.trouble.skipping import may_skip


async def trouble_of(visit: Visit) -> dict[str, Any]:
    """Both forms, the skip that was kept, and what the learner has reported of this exercise."""
    attempt = visit.attempt
    reports = Report.objects.filter(
        owner_key=attempt.owner_key, pack=attempt.pack, exercise=attempt.exercise
    )
    return {
        "trouble": {
            "may_skip": may_skip(visit.stage),
            "skip": visit.skips.get(visit.stage.id) if visit.stage.is_skipped else None,
            "reasons": Reason.choices,
            "subjects": subjects(visit),
            "reports": [each async for each in reports],
        }
    }
