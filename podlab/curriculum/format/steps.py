"""What a learner goes through: predict, do, observe, read, order, explain, build."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.format.scene import Side
from podlab.curriculum.format.values import (
    Anchor,
    CheckId,
    Duration,
    InFolder,
    MisconceptionId,
    Part,
    Place,
    PlaceOnSide,
    Slug,
    StepId,
    Text,
)

Where = Place | dict[Side, PlaceOnSide]  # one place, or one for each side of twins


class Option(Part):
    """One answer that can be chosen. `when` is what makes it true, measured by `exercise_prove`."""

    id: Slug
    text: Text
    misconception: MisconceptionId | None = None
    when: Assertion | None = None
    why: Text | None = None  # said after the run, to who chose it


class Question(Part):
    """A question and its answer.

    single: an option's id · multi: a list of ids · order: the ids in their order ·
    number, text: the value. `truth` is measured by `exercise_prove`, as options' `when` are.
    """

    prompt: Text
    type: Literal["single", "multi", "order", "number", "text"] = "single"
    options: tuple[Option, ...] = ()
    confidence: bool = False
    answer: Any
    truth: Assertion | None = None
    unit: Text | None = None  # of a number


class Observe(Part):
    """What did you see? Options are the question's own, or those of an earlier prediction."""

    prompt: Text
    type: Literal["single", "multi", "order", "number", "text"] = "single"
    options_from: StepId | None = None
    options: tuple[Option, ...] = ()
    answer: Any
    truth: Assertion | None = None
    look_at: Slug | None = None  # a card that is shown again to who saw something else


class Exec(Part):
    """Run a command in a container."""

    action: Literal["exec"]
    place: Where = Field(alias="in")
    command: tuple[str, ...] = Field(min_length=1)


class Kill(Part):
    """Send a signal to a container from outside, as the engine does."""

    action: Literal["kill"]
    place: Where = Field(alias="in")
    signal: Literal["TERM", "KILL"] = "KILL"


class DeletePod(Part):
    """Delete a Pod (a separate container: remove it); it stays deleted."""

    action: Literal["delete_pod"]
    of: Where


class Recreate(Part):
    """Delete a unit, wait until it is gone, and create it again from its manifest."""

    action: Literal["recreate"]
    of: Where


class Scale(Part):
    """Scale a Deployment."""

    action: Literal["scale"]
    of: Where
    replicas: int = Field(ge=0, le=6)


class WriteFile(Part):
    """Write a file in a container."""

    action: Literal["write_file"]
    place: Where = Field(alias="in")
    path: str
    content: str


class Apply(Part):
    """Create what a file names, or one of the scene's `later` units; one that is there is replaced.

    Without `of`, the file's objects are created (an autoscaler, say) and end with the scene.
    """

    action: Literal["apply"]
    of: Where | None = None
    source: InFolder | None = Field(default=None, alias="from")
    may_be_refused: bool = False  # then a refusal is shown, and the step goes on


class Build(Part):
    """Build an image from its Dockerfile; Pods of the scene may then run it as `built/<name>`."""

    action: Literal["build"]
    of: Where


class Wait(Part):
    """Wait until something holds, and say for what."""

    action: Literal["wait"]
    until: Assertion
    within: Duration = Field(default="30s", validate_default=True)


class Kubectl(Part):
    """Show what kubectl says: the last 20 lines of a log, of `describe` containers and events."""

    action: Literal["kubectl"]
    of: Where
    show: tuple[Literal["get", "describe", "logs", "previous"], ...] = Field(min_length=1)


Action = Annotated[
    Exec | Kill | DeletePod | Recreate | Scale | WriteFile | Apply | Build | Wait | Kubectl,
    Field(discriminator="action"),
]


class Recorded(Part):
    """A reading that was taken before, elsewhere. It is shown as such, never as one of today."""

    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    host: Text
    versions: Text
    command: str = ""
    reading: str = Field(min_length=1, max_length=4000)


class EvidenceCard(Part):
    """A claim and what it stands on: an assertion, whose reading is shown word for word, or a
    recorded reading. With both, the recorded one is shown where the assertion does not hold.
    """

    id: Slug
    side: Side | None = None
    claim: Text
    check: Assertion | None = Field(default=None, alias="assert")
    recorded: Recorded | None = None

    @model_validator(mode="after")
    def stands_on_something(self) -> Self:
        if self.check is None and self.recorded is None:
            raise ValueError("give assert, or recorded, or both")
        return self


class Do(Part):
    """One button: the same on both sides; then the cards that show what happened."""

    label: Text
    actions: tuple[Action, ...] = ()
    cards: tuple[EvidenceCard, ...] = ()


class Order(Part):
    """Put lines into their order (a Parsons problem); indentation is part of a line."""

    prompt: Text
    lines: tuple[str, ...] = Field(min_length=2)
    distractors: tuple[str, ...] = ()


class Explain(Part):
    """Say it in your own words; then the model answer stands beside it."""

    prompt: Text
    keywords_any: tuple[Text, ...] = ()
    model: Text


class Checkpoint(Part):
    """Build or mend something, until these checks pass. `edit` names the unit that one edits."""

    text: Anchor | None = None  # a section of instructions.md
    edit: Place | None = None
    checks: tuple[CheckId, ...] = Field(min_length=1)


class Step(Part):
    """One step; `gate: next` holds back all that follows until it is done."""

    id: Slug
    title: Text | None = None
    gate: Literal["next", "open"] = "open"
    predict: Question | None = None
    do: Do | None = None
    observe: Observe | None = None
    text: Anchor | None = None  # a section of instructions.md: "#build"
    order: Order | None = None
    explain: Explain | None = None
    checkpoint: Checkpoint | None = None

    @model_validator(mode="after")
    def is_one(self) -> Self:
        if len([kind for kind in KINDS if getattr(self, kind) is not None]) != 1:
            raise ValueError(f"give exactly one of {', '.join(KINDS)}")
        return self

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


KINDS = ("predict", "do", "observe", "text", "order", "explain", "checkpoint")
