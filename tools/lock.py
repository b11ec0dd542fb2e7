"""`make lock`: pin the newest versions that the *.in files and package.json allow, with hashes."""

import sys

from tools.paths import PYTHON
from tools.progress.interrupts import end_in_order
from tools.progress.steps import SetupFailed, Step, Steps
from tools.setup import frontend, python

FILES = ("requirements", "requirements-dev", "requirements-npm")  # each later one obeys the first
OPTIONS = (
    *("--quiet", "--upgrade", "--strip-extras", "--allow-unsafe", "--generate-hashes"),
    # No address of this machine's package sources may get into a file:
    *("--no-emit-find-links", "--no-emit-index-url", "--no-emit-trusted-host"),
)


def lock_python(step: Step) -> None:
    """Write requirements*.txt anew; requirements-kubectl.txt has one line, kept by hand."""
    python.install(step, python.DEVELOP)
    for name in FILES:
        step.say(name)
        compile_pins = (PYTHON, "-m", "piptools", "compile", *OPTIONS)
        step.run(*compile_pins, f"--output-file={name}.txt", f"{name}.in")


def lock_npm(step: Step) -> None:
    """Write package-lock.json anew; .npmrc keeps addresses out of it."""
    step.run("npm", "install", "--package-lock-only", env=frontend.node_environment(step))


def main() -> int:
    """One after the other: both may need .venv."""
    end_in_order()
    try:
        with Steps() as steps:
            pins = steps.start("Python pins", lock_python)
            steps.start("npm pins", lock_npm, pins)
            steps.wait()
    except KeyboardInterrupt:
        return 130
    except SetupFailed as failure:
        failure.tell()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
