"""Going on anyway: which steps can be left behind, and what is kept of it."""

from django import forms

from podlab.exercises.learning.progress import Stage
from podlab.exercises.models import Attempt
from podlab.exercises.trouble.models import Reason, Skip

# Any answer is enough for the others.
CAN_BE_SKIPPED = {"do", "observe", "order", "checkpoint"}


class SkipForm(forms.Form):
    """The reason, and more about it if one likes."""

    reason = forms.ChoiceField(choices=Reason.choices)
    words = forms.CharField(max_length=500, required=False)


def may_skip(stage: Stage) -> bool:
    """Whether there is something to be left behind at this stage."""
    return stage.kind in CAN_BE_SKIPPED and stage.state in {"open", "skipped"}


async def skip(attempt: Attempt, step: str, reason: str, words: str) -> Skip:
    """Keep it; another reason takes the place of the first one."""
    fields = {"reason": reason, "words": words}
    kept, _made = await attempt.skips.aupdate_or_create(step=step, defaults=fields)
    return kept


async def skips_of(attempt: Attempt) -> dict[str, Skip]:
    """Every step that was left behind."""
    return {each.step: each async for each in attempt.skips.all()}
