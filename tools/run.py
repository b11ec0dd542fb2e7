"""`make run`: set up what is missing, start node and web, and stop both at Ctrl-C."""

import os
import sys
import time
from concurrent.futures import Future
from dataclasses import dataclass, field

from tools.paths import PYTHON, VAR
from tools.programs import Programs, require_free_port, wait_until_answers
from tools.progress.interrupts import end_in_order
from tools.progress.steps import Prevented, SetupFailed, Step, Steps
from tools.setup import engine, frontend, images, python, translations
from tools.setup.engine import Engine


def number(variable: str, default: int) -> int:
    """A port from the environment."""
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupFailed(f"{variable} is {text!r}.", f"Set {variable} to a port, 1 to 65535.")
    return int(text)


@dataclass
class Run:
    """One `make run`: its steps, its programs, and the engine if it started one."""

    steps: Steps
    programs: Programs
    host: str = field(default_factory=lambda: os.environ.get("PODLAB_HOST", "127.0.0.1"))
    port: int = field(default_factory=lambda: number("PORT", 8000))
    node_port: int = field(default_factory=lambda: number("NODE_PORT", 8801))
    began: float = field(default_factory=time.monotonic)
    found: Future[Engine] | None = None

    def go(self) -> None:
        """Start every step as early as what it needs allows; then watch over the programs."""
        require_free_port(self.port, "PORT")
        require_free_port(self.node_port, "NODE_PORT")
        start = self.steps.start
        packages = start("Python packages", python.install)
        self.found = start("Docker Engine", engine.ensure)
        node_from_pypi = () if frontend.is_bundled() or frontend.machine_has_node() else (packages,)
        bundle = start("Front end", frontend.bundle, *node_from_pypi)
        database = start("Database", self.migrate, packages)
        languages = start("Translations", translations.compile_all, packages)
        web = start("web", self.serve_web, packages, bundle, database, languages)
        essential = start("Lab images", self.essential_images, packages, self.found)
        node = start("node", self.serve_node, packages, self.found)
        self.steps.wait(web)
        self.steps.board.print(f"     Open http://localhost:{self.port} ({self._spent()})")
        self.steps.wait(essential, node)
        self.steps.board.print(f"     Pods can run ({self._spent()}). Ctrl-C stops.")
        others = start("More lab images", self.other_images)
        self._watch_over(others)

    def _watch_over(self, others: Future[None]) -> None:
        """Block until a program ends by itself; a later lesson's image that fails is only told."""
        others.add_done_callback(self._tell_failure)
        raise self.programs.ended.get().end

    def _tell_failure(self, others: Future[None]) -> None:
        error = None if others.cancelled() else others.exception()
        if error and not isinstance(error, Prevented):
            self.steps.board.print(f"     Some lab images are missing: {error}")

    def migrate(self, step: Step) -> None:
        step.run(PYTHON, "manage.py", "migrate", "--noinput", "--verbosity", "1")

    def essential_images(self, step: Step) -> None:
        images.build(step, self._engine, "--essential")

    def other_images(self, step: Step) -> None:
        images.build(step, self._engine)

    def serve_web(self, step: Step) -> None:
        """Start web. It needs neither node nor the engine to show its pages."""
        program = self.programs.start(
            "web",
            {
                "PODLAB_KUBECONFIG": str(VAR / "kubeconfig"),
                "PODLAB_HOST": self.host,
                "PODLAB_KUBECTL_PORT": os.environ.get("PODLAB_KUBECTL_PORT", "8443"),
            },
            *(PYTHON, "-m", "uvicorn", "podlab.asgi:application"),
            *("--host", self.host, "--port", str(self.port)),
            *("--ws", "wsproto"),  # the other takes no port-forward of kubectl
            *("--no-access-log", "--timeout-graceful-shutdown", "2"),
        )
        wait_until_answers(step, program, self.port, "/", tls=False)

    def serve_node(self, step: Step) -> None:
        """Start node, which alone gets the engine's address."""
        program = self.programs.start(
            "node",
            self._engine.environment,
            *(PYTHON, "-m", "podlab.node", "--listen", f"127.0.0.1:{self.node_port}"),
            *("--data-dir", VAR / "node", "--kubeconfig", VAR / "kubeconfig"),
            *("--pod-security", os.environ.get("PODLAB_POD_SECURITY", "baseline")),
            *("--prepared-pods", os.environ.get("PODLAB_PREPARED_PODS", "40")),
        )
        wait_until_answers(step, program, self.node_port, "/livez", tls=True)

    @property
    def _engine(self) -> Engine:
        """The engine, for steps that were started after it."""
        if self.found is None:
            raise SetupFailed("Docker Engine: asked for before it was looked for.")
        return self.found.result()

    def _spent(self) -> str:
        return f"{time.monotonic() - self.began:.1f} s after the start"

    def stop_engine(self) -> None:
        """Stop the engine if this run started it; after the programs, which use it."""
        if self.found:
            engine.stop_if_ours(self.found)


def main() -> int:
    """Run until Ctrl-C (exit code 0) or until something fails (1)."""
    end_in_order()
    run: Run | None = None
    try:
        with Programs() as programs, Steps() as steps:
            run = Run(steps, programs)
            run.go()
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    except SetupFailed as failure:
        failure.tell()
        return 1
    finally:
        if run:
            run.stop_engine()
    return 0


if __name__ == "__main__":
    sys.exit(main())
