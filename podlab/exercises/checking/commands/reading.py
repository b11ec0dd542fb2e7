"""Reading a container's log."""

from datetime import datetime

from podlab.cluster import NotFound, Refused, connect
from podlab.exercises.checking.pods.statuses import moment
from podlab.exercises.checking.verdicts import CannotCheck
from podlab.pods.objects import JsonObject

MOST_LINES = "5000"
NOTHING_YET = ("is waiting to start", "previous terminated", "not found")


async def log_of(
    pod: JsonObject, container: str, since: datetime | None, *, previous: bool
) -> list[str]:
    """The lines since then, without their times; none where there is no log yet."""
    cluster, place = await connect(), pod["metadata"]
    query = {"timestamps": "true", "tailLines": MOST_LINES}
    if previous:
        query["previous"] = "true"
    try:
        text = await cluster.read_log(place["namespace"], place["name"], container, **query)
    except NotFound:
        return []
    except Refused as refused:
        if any(each in refused.message for each in NOTHING_YET):
            return []
        raise CannotCheck(refused.message) from refused
    return list(lines_since(text, since))


def lines_since(text: str, since: datetime | None) -> list[str]:
    r"""Cut the times off, and what is older.

    >>> lines_since("2026-01-01T00:00:00Z old\n2026-01-01T00:00:09.5Z new one\n",
    ...             datetime.fromisoformat("2026-01-01T00:00:05Z"))
    ['new one']
    """
    pairs = [line.partition(" ")[::2] for line in text.splitlines()]
    return [said for at, said in pairs if since is None or is_since(at, since)]


def is_since(at: str, since: datetime) -> bool:
    try:
        written = moment(at)
    except ValueError:
        return True
    return written is not None and written >= since
