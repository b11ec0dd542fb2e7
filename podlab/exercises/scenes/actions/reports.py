"""What came of one action at one place, as it is kept and shown."""

from dataclasses import asdict, dataclass
from datetime import datetime

from podlab.exercises.results import Outcome
from podlab.pods.objects import JsonObject

MOST_SHOWN = 16 << 10


@dataclass(frozen=True)
class Did:
    """What an action did: the commands that do the same, and what was said.

    `exit_code` is a command's own, None for what is no command or was cut short. `problem` says
    why it could not be done.
    """

    kubectl: str = ""
    docker: str = ""
    exit_code: int | None = None
    stdout: str = ""
    stderr: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Report:
    """One action at one place. It passes when it was carried out, whatever a command said.

    It fails when it could not be carried out here, and is an error when nobody answered.
    """

    action: str
    side: str
    place: str
    outcome: Outcome
    started: datetime
    milliseconds: float
    did: Did

    def as_json(self) -> JsonObject:
        """As Done.results keeps it."""
        return {
            "action": self.action,
            "side": self.side,
            "place": self.place,
            "outcome": self.outcome.value,
            "started": self.started.isoformat(),
            "milliseconds": round(self.milliseconds, 1),
            **asdict(self.did),
        }


def shown(data: bytes) -> str:
    """Output as text, the first of it."""
    return data[:MOST_SHOWN].decode("utf-8", "replace").replace("\0", "\ufffd")
