"""`make check`, `make test` and `make fmt`: what is run, in which order, and with what at hand."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools.paths import ROOT, VENV
from tools.progress.interrupts import end_in_order
from tools.progress.steps import SetupFailed, Step, Steps
from tools.setup import debian, engine, frontend, images, kubectl, python, translations

if TYPE_CHECKING:
    from collections.abc import Callable

LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports", "--no-cache"),
    ("mypy",),
)
WORKERS = str((os.cpu_count() or 1) + 1)  # they wait: quick ones now and then, the others mostly
QUICK = ("-q", "-n", WORKERS, "--dist", "worksteal", "-m", "not docker and not kubectl and not e2e")
ENGINE = ("-m", "docker or kubectl or e2e", "-n", WORKERS, "--durations", "40")
IN_ORDER = ("--dist", "loadfile", "--no-loadscope-reorder")  # the browser's tests last
ONCE_MORE = ("-m", ENGINE[1], "--last-failed", "--last-failed-no-failures", "none", "-v")
SOME_FAILED = 1  # pytest's exit code
PODMAN = ("podman", "runc", "catatonit")
MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder of its own is made there
ROOM_FOR_TESTS = 1 << 30
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def run(*command: str, env: dict[str, str] | None = None) -> int:
    """Run one of .venv's programs with its output shown as it comes. Bytecode is kept: else each
    of pytest's workers, and each program that a test starts, would compile everything again.
    """
    print(f"\n$ {' '.join(command)}", flush=True)
    words = [str(VENV / "bin" / command[0]), *command[1:]]
    environment = {**os.environ, **(env or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode


def lint() -> int:
    """Every linter, though an earlier one complains: all complaints at once."""
    return max(run(*command) for command in LINTERS)


def packages(step: Step) -> None:
    """What Podlab runs on, and what its tests and linters need."""
    python.install(step, python.DEVELOP)


def browser(step: Step) -> None:
    """Debian's Chromium, not Playwright's download, and what Playwright's driver links with."""
    wanted = []
    if not any(shutil.which(name) for name in BROWSERS):
        wanted += ["chromium", "fonts-liberation"]
    if sys.platform == "linux" and not any(Path("/usr/lib").glob("*/libatomic.so.1")):
        wanted.append("libatomic1")
    if not wanted:
        step.note = "already there"
        return
    if not debian.can_install():
        raise SetupFailed(
            f"Browser: the tests need {', '.join(wanted)}; installing needs root on Debian.",
            "Install what is named, then repeat; `make check` needs none of it.",
        )
    debian.install(step, *wanted)


def other_engines(step: Step) -> None:
    """What exports are tried with: docker compose, and podman."""
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    wanted = [name for name in PODMAN if not shutil.which(name)]
    if plugin.returncode and not shutil.which("docker-compose"):
        wanted.append("docker-compose")
    if not wanted:
        step.note = "already there"
        return
    if not debian.can_install():
        raise SetupFailed(
            f"The tests need {', '.join(wanted)}; installing needs root on Debian.",
            "Install what is named, then repeat; `make check` needs none of it.",
        )
    debian.install(step, *wanted)


def quick() -> int:
    """Linters, types, and the tests that need nothing but Python."""
    with Steps() as steps:
        venv = steps.start("Python packages", packages)
        steps.start("Translations", translations.compile_all, venv)
        steps.wait()
    return max(lint(), quick_tests({}))


def quick_tests(environment: dict[str, str]) -> int:
    """The tests without an engine. They write to memory, where there is enough: stores wait for
    the disk after each change, which costs these tests a quarter of their time.
    """
    enough = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_FOR_TESTS
    with tempfile.TemporaryDirectory(prefix="podlab-", dir=MEMORY if enough else None) as folder:
        return run("pytest", *QUICK, env={**environment, "TMPDIR": folder})


def everything() -> int:
    """Linters, then every test against a real engine; what was started here is stopped again."""
    found: Future[engine.Engine] | None = None
    try:
        with Steps() as steps:
            venv = steps.start("Python packages", packages)
            found = steps.start("Docker Engine", engine.ensure)
            steps.start("Browser", browser, venv)  # which may wait for a package itself
            steps.start("docker compose, podman", other_engines, found)
            steps.start("Front end", frontend.bundle, venv)
            steps.start("Translations", translations.compile_all, venv)
            steps.start("kubectl", kubectl.install, venv)
            steps.start("Lab images", partial(essential_images, found), venv, found)
            steps.wait()
        environment = everything_needed(found.result())
        quickly = quick_tests(environment)
        return max(lint(), quickly, engine_tests(environment))
    finally:
        if found:
            engine.stop_if_ours(found)


def engine_tests(environment: dict[str, str]) -> int:
    """The tests with an engine. What failed beside others is tried once more, alone and in sight:
    a defect fails again; a machine that stood still for a minute doesn't.
    """
    found = run("pytest", *ENGINE, *IN_ORDER, env=environment)
    if found != SOME_FAILED:
        return found
    print("\nOnce more, one at a time: what failed above", flush=True)
    return run("pytest", *ONCE_MORE, env=environment)


def essential_images(found: Future[engine.Engine], step: Step) -> None:
    """The images that tests run Pods from."""
    images.build(step, found.result(), "--essential")


def everything_needed(used: engine.Engine) -> dict[str, str]:
    """What tells the tests where things are, and that nothing may be missing."""
    browsers = (path for name in BROWSERS if (path := shutil.which(name)))
    return {
        **used.environment,
        "PODLAB_TESTS_NEED_ALL": "1",
        "PODLAB_KUBECTL": str(kubectl.KUBECTL),
        "PODLAB_CHROMIUM": next(browsers, ""),
    }


def format_all() -> int:
    """Format, and mend what a linter can mend safely."""
    with Steps() as steps:
        steps.start("Python packages", packages)
        steps.wait()
    return max(run("ruff", "check", "--fix-only", "."), run("ruff", "format", "."))


def main(name: str) -> int:
    """Run one of the three; 0 is success, as everywhere."""
    end_in_order()
    actions: dict[str, Callable[[], int]] = {
        "quick": quick,
        "all": everything,
        "format": format_all,
    }
    try:
        return actions[name]()
    except KeyboardInterrupt:
        return 130
    except SetupFailed as failure:
        failure.tell()
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
