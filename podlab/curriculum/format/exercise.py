"""An exercise and its pack: everything that exercise.yaml and pack.yaml say."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.format.scene import Scene
from podlab.curriculum.format.steps import Step
from podlab.curriculum.format.values import (
    Anchor,
    Bytes,
    CheckId,
    ConceptId,
    Cpu,
    Duration,
    InFolder,
    Locale,
    Part,
    Place,
    Slug,
    StepId,
    Text,
    Value,
    VariableName,
)

SCHEMA = "podlab/exercise@1"
Panel = Literal[
    "picture", "yaml", "traffic", "logs", "files", "events", "terminal", "status", "timeline",
    "namespaces",
]  # fmt: skip
Kind = Literal["experiment", "compose", "fix", "complete", "order", "explain"]


class Feedback(Part):
    """What the learner reads when an assertion ends with this id."""

    type: Literal["essential", "actionable", "informative", "celebratory"] = "actionable"
    text: Text


class Check(Part):
    """An outcome and how it is told. An edge check stays passed; a level check must go on."""

    title: Text
    mode: Literal["edge", "level"] = "level"
    needs: tuple[CheckId, ...] = ()
    stable: Duration | None = Field(default=None, alias="for")
    within: Duration = Field(default="10s", validate_default=True)
    every: Duration = Field(default="1s", validate_default=True)
    baseline: CheckId | None = None
    check: Assertion = Field(alias="assert")
    points: int = Field(default=1, ge=0, le=10)
    feedback: dict[str, Feedback] = Field(default_factory=dict)


class Variable(Part):
    """One value for each attempt, which stays: exactly one of these."""

    random: Literal["hex4", "hex8", "word", "port"] | None = None
    pick: tuple[Value, ...] = ()
    value: Value | None = None

    @model_validator(mode="after")
    def is_one(self) -> Self:
        if sum(map(bool, (self.random, self.pick, self.value))) != 1:
            raise ValueError("give exactly one of random, pick and value")
        return self


class Misconception(Part):
    """What somebody believes who chooses a wrong answer, in their own words."""

    says: Text


class Limits(Part):
    """Upper bounds; those of the server win."""

    minutes: int = Field(default=20, ge=1, le=120)
    memory: Bytes | None = None
    cpu: Cpu | None = None


class HintRule(Part):
    """When the next tier of hints.md opens: after so many failed attempts or seconds."""

    attempts: int = 1
    seconds: int = 45


class Reveal(Part):
    """When the solution may be seen."""

    after: Literal["pass", "never"] = "pass"
    or_attempts: int | None = 4
    or_minutes: int | None = 8


class Solution(Part):
    """The solution: manifests of the editable units, by their address."""

    reveal: Reveal = Reveal()
    twin: bool = True
    units: dict[Place, InFolder] = Field(default_factory=dict)
    answers: dict[StepId, str] = Field(default_factory=dict)


class ReviewCard(Part):
    """A question to come back to, days later."""

    q: Text
    options: dict[Slug, Text]
    answer: Slug
    why: Text
    spacing: tuple[Duration, ...] = Field(default=("1d", "3d", "7d", "21d"), validate_default=True)


class Export(Part):
    """In a real cluster: which unit one takes there, and what differs (an anchor)."""

    unit: Place
    formats: tuple[Literal["kubectl", "compose", "podman", "docker"], ...] = ("kubectl",)
    note: Anchor = Field(default="#in-a-real-cluster", validate_default=True)


class Wrong(Part):
    """A wrong answer and what must become of it: each check that fails, with its feedback's id."""

    apply: dict[Place, InFolder] = Field(default_factory=dict)
    answers: dict[StepId, str] = Field(default_factory=dict)
    fails: dict[CheckId, str]


class Starter(Part):
    """What may pass before the learner has done anything."""

    passes: tuple[CheckId, ...] = ()


class Proof(Part):
    """What `exercise_prove` shows of this exercise."""

    starter: Starter = Starter()
    repeat: int = Field(default=3, ge=1, le=10)
    within: Duration = Field(default="60s", validate_default=True)
    wrong: tuple[Wrong, ...] = ()


class Exercise(Part):
    """One exercise.yaml."""

    schema_: Literal["podlab/exercise@1"] = Field(alias="schema")
    id: Slug
    uid: UUID
    version: int = Field(default=1, ge=1)
    title: Text
    blurb: Text = Field(max_length=350)
    kind: Kind = "experiment"
    aspect: str  # a row of the table, or pattern:<slug>, practice:<slug>
    level: int = Field(default=1, ge=1, le=3)
    minutes: int = Field(default=10, ge=1, le=120)
    concepts: tuple[ConceptId, ...] = ()
    prerequisites: tuple[ConceptId, ...] = ()
    objectives: tuple[Text, ...] = ()
    misconceptions: dict[Slug, Misconception] = Field(default_factory=dict)
    requires: tuple[Literal["observer", "build"], ...] = ()
    limits: Limits = Limits()
    vars: dict[VariableName, Variable] = Field(default_factory=dict)
    panels: dict[Panel, Literal["open", "closed", "after-predict"]] = Field(default_factory=dict)
    missing_images: tuple[str, ...] = ()  # which its Pods name, and which nobody has
    scene: Scene
    steps: tuple[Step, ...] = Field(min_length=1)
    checks: dict[Slug, Check] = Field(default_factory=dict)
    hints: HintRule = HintRule()
    solution: Solution = Solution()
    review: tuple[ReviewCard, ...] = ()
    export: Export | None = None
    tests: Proof = Proof()
    authors: tuple[str, ...] = ()
    licence: str | None = None
    source: str | None = None
    forked_from: str | None = None


class Concept(Part):
    """A node of the concept map, which all packs in lessons/ share."""

    title: Text
    prerequisites: tuple[Slug, ...] = ()


class Pack(Part):
    """One pack.yaml: exercises stand in its folder `exercises`, in the order of their prefixes."""

    schema_: Literal["podlab/pack@1"] = Field(alias="schema")
    id: Slug
    title: Text
    version: str
    licence: str
    order: int = 50  # among the packs; those of one number come by their folders' names
    locales: tuple[Locale, ...] = ("en",)
    images: tuple[str, ...] = ()  # what its Pods may run, as the catalogue names them
