"""The lab images, made by node's own command; here only its progress is shown."""

from tools.paths import PYTHON
from tools.progress.steps import Step
from tools.setup.engine import Engine


def build(step: Step, engine: Engine, *options: str) -> None:
    """`images build`: what is there already is left as it is."""
    last = step.run(PYTHON, "-m", "podlab.node.images", "build", *options, env=engine.environment)
    step.note = last.splitlines()[-1].strip()[:60] if last else ""
