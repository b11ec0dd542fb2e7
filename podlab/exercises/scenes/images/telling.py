"""What a build tells while it goes on, kept with the press that began it for the page to show."""

import time
from contextvars import ContextVar
from dataclasses import asdict

from django.utils import timezone

from podlab.exercises.models import Done
from podlab.exercises.scenes.actions.reports import Did
from podlab.pods.objects import JsonObject

RUNNING = "running"  # the outcome of what is not finished
SECONDS_BETWEEN = 0.7
MOST_LINES = 60
press: ContextVar[Done | None] = ContextVar("press", default=None)


class Telling:
    """The lines of one build. What several builds tell at a time is kept side by side."""

    def __init__(self, side: str, place: str) -> None:
        now = timezone.now().isoformat()
        self._action: JsonObject = {"action": "build", "side": side, "place": place,
                                    "outcome": RUNNING, "started": now}  # fmt: skip
        self._kept = 0.0
        self.lines: list[str] = []

    async def hear(self, told: JsonObject) -> None:
        """Note one thing; now and then all of it is kept."""
        self.lines += lines_of(told)
        if time.monotonic() - self._kept > SECONDS_BETWEEN:
            self._kept = time.monotonic()
            await self._keep()

    @property
    def text(self) -> str:
        """The last lines."""
        left_out = ["…"] if len(self.lines) > MOST_LINES else []
        return "\n".join([*left_out, *self.lines[-MOST_LINES:]])

    async def _keep(self) -> None:
        done = press.get()
        if done is None:
            return
        mine = {**self._action, **asdict(Did(stdout=self.text))}
        others = [each for each in done.results if not is_same(each, mine)]
        done.results = [*others, mine]
        await done.asave(update_fields=["results"])


def is_same(one: JsonObject, other: JsonObject) -> bool:
    return bool(one["outcome"] == RUNNING and one["place"] == other["place"])


def without_running(results: list[JsonObject]) -> list[JsonObject]:
    """Only what is finished."""
    return [each for each in results if each["outcome"] != RUNNING]


def lines_of(told: JsonObject) -> list[str]:
    """One thing as lines, as the engine's own command prints them."""
    match told["type"]:
        case "step":
            return [f"Step {told['number']}/{told['total']} : {told['text']}"]
        case "output":
            return [f"  {line}" for line in str(told["text"]).splitlines()]
        case "wait":
            step = f" ({told['number']}/{told['total']})" if told.get("total") else ""
            return [f"waiting: {told['text']}{step}"]
        case _:
            return []
