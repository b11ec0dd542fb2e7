"""Reading a container's log."""

from collections.abc import Mapping
from datetime import datetime

from podlab.cluster import NotFound, Refused, connect
from podlab.exercises.checking.commands.deciding import Ran
from podlab.exercises.checking.pods.statuses import moment
from podlab.exercises.checking.verdicts import CannotCheck
from podlab.pods.objects import JsonObject

VERIFY = "/apis/checks.podlab/v1/namespaces/{namespace}/pods/{name}/verify"
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


async def run_script(
    pod: JsonObject, text: str, interpreter: str, variables: Mapping[str, str], seconds: float
) -> Ran:
    """Have node run it beside the Pod; raises CannotCheck, ClusterError."""
    body = {
        "script": text,
        "interpreter": interpreter,
        "environment": dict(variables),
        "seconds": seconds,
    }
    try:
        ended = await (await connect()).post(VERIFY.format(**pod["metadata"]), body, 2 * seconds)
    except Refused as refused:
        raise CannotCheck(refused.message) from refused
    return Ran(ended["exitCode"], ended["stdout"], ended["stderr"])


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
