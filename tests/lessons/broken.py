"""The worked example, broken in one way or several: what is changed, and what its proof says."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.lessons.page import Write, files

PACK = "lessons/my-class/"
FOLDER = f"{PACK}exercises/010.pod-name/"
EXERCISE = "exercise.yaml"
SOLUTION, STARTER, WRONG = "solution 1 of 1", "starter", "wrong fixtures/misspelt.yaml"
RENAMED = "  hostname: welcome\n"
WRONG_ANSWER = """  wrong:
  - apply: { greeter: fixtures/misspelt.yaml }
    fails: { renamed: wrong_output }
"""


@dataclass(frozen=True)
class Broken:
    """`edits` are file, text and the text in its place; `says` are a case and how it is told."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    says: tuple[tuple[str, str], ...]

    def write(self, pack: Path) -> None:
        """Write the exercise into the pack's folder, under an id of its own."""
        folder = pack / "exercises" / f"010.{self.name}"
        for each in files():
            if each.path.startswith(FOLDER):
                Write(each.path.removeprefix(FOLDER), each.text).to(folder)
        Write(EXERCISE, f"id: {self.name}\n", "id: pod-name\n").to(folder)
        Write(EXERCISE, str(uuid4()), "0b7e6a52-3a0c-4c1f-9d43-6a2f5b1c7e90").to(folder)
        Write(EXERCISE, "within: 10s", "within: 30s").to(folder)
        for file, before, after in self.edits:
            Write(file, after, before).to(folder)
        Write(EXERCISE, "tests:\n  repeat: 1\n", "tests:\n").to(folder)


def write_pack(folder: Path) -> Path:
    """A pack with each broken exercise."""
    pack = folder / "my-class"
    [text] = [each.text for each in files() if each.path == f"{PACK}pack.yaml"]
    Write("pack.yaml", text).to(pack)
    for each in (*READ, *PLAYED):
        each.write(pack)
    return pack


def unread(name: str, file: str, before: str, after: str) -> Broken:
    """A mistake that is found in the files, at its line."""
    says = f"my-class/exercises/010.{name}/{file}:"
    return Broken(name, ((file, before, after),), (("files", says),))


NOTHING_WRONG = (EXERCISE, WRONG_ANSWER, "")
ALWAYS = """  always:
    title: There is a Pod
    assert: { pod: { of: greeter } }
  renamed:
    title: Both"""
READ = (
    unread("unmeasured", EXERCISE, "answer: pod\n- id: ask", "answer: machine\n- id: ask"),
    unread("traversal", EXERCISE, "from: scene/greeter.yaml", "from: ../../../home.yaml"),
    unread("script-tag", "instructions.md", "otherwise", "<script>alert(1)</script>"),
    unread("telling-hint", "hints.md", "- Read what", "- Write `hostname: welcome`. Read what"),
    unread("no-such-place", EXERCISE, "in: greeter/one, command: [hostname] }", "in: greeter/no }"),
    Broken(
        "always-passes",
        (
            (EXERCISE, "  renamed:\n    title: Both", ALWAYS),
            (EXERCISE, "checks: [renamed]", "checks: [renamed, always]"),
            (EXERCISE, "tests:\n", "tests:\n  starter: { passes: [always] }\n"),
        ),
        (("files", "my-class/exercises/010.always-passes/exercise.yaml:"),),
    ),
)
PLAYED = (
    Broken(
        "not-so",
        (
            NOTHING_WRONG,
            ("solution/greeter.yaml", RENAMED, "  hostname: hello\n"),
            (
                EXERCISE,
                "stdout: greeter }\n        - exec: { in: greeter/two",
                "stdout: machine }\n        - exec: { in: greeter/two",
            ),
            (EXERCISE, "stdout: greeter } }\n    - id: two", "stdout: nobody } }\n    - id: two"),
        ),
        (
            (SOLUTION, "The answer of step `predict` is not what was measured"),
            (SOLUTION, "The card `one-says` of step `ask` claims “one calls itself greeter”"),
            (SOLUTION, "Check `renamed` fails with the solution. Mend solution/greeter.yaml"),
        ),
    ),
    Broken(
        "solved-already",
        (NOTHING_WRONG, ("scene/greeter.yaml", "spec:\n", f"spec:\n{RENAMED}")),
        ((STARTER, "Check `renamed` passes before the learner has done anything"),),
    ),
    Broken(
        "not-wrong",
        (
            (EXERCISE, "renamed: wrong_output }", "renamed: command_missing }"),
            (EXERCISE, "  wrong:\n", WRONG_ANSWER.replace("fixtures/misspelt", "solution/greeter")),
        ),
        (
            (WRONG, "Check `renamed` fails with the feedback `wrong_output`, not with"),
            ("wrong solution/greeter.yaml", "Check `renamed` passes, though this wrong answer"),
        ),
    ),
)
