"""A real uvicorn with Podlab's web in a process of its own, beside a real node."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.node_server import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 180.0
SECONDS_TO_STOP = 60.0


@dataclass
class WebServer:
    """Web with a database of its own; `start` after `stop` is the same installation again."""

    folder: Path
    kubeconfig: Path
    run_minutes: int = 30
    workers: int = 1
    port: int = field(default_factory=free_port)
    kubectl_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "web.log").read_text(errors="replace")

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.folder / 'web.sqlite3'}",
            "PODLAB_KUBECONFIG": str(self.kubeconfig),
            "PODLAB_DATA": str(self.folder / "data"),
            "PODLAB_RUN_MINUTES": str(self.run_minutes),
            "PODLAB_KUBECTL_PORT": str(self.kubectl_port),
            "PODLAB_TERMINAL_SECONDS": "4",
            "PODLAB_SECRET_KEY": "only-for-tests-" * 4,
        }

    def start(self) -> None:
        """Migrate, start the process, and return when the home page answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, check=True, cwd=ROOT, env=self.environment)
        command = [sys.executable, "-m", "uvicorn", "podlab.asgi:application"]
        command += ["--port", str(self.port), "--ws", "wsproto", "--timeout-graceful-shutdown", "1"]
        command += ["--workers", str(self.workers)]
        with (self.folder / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End the process as an operator does; safe to repeat."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(SECONDS_TO_STOP)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"web ended with {self.process.returncode}:\n{self.log}")
            try:
                if httpx.get(self.address, timeout=5, trust_env=False).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise TimeoutError(f"web does not answer after {SECONDS_TO_START:g} s:\n{self.log}")
