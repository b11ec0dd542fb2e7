"""Starts node and web, waits until they answer, and notices when one of them ends."""

import http.client
import os
import queue
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.paths import LOGS, ROOT
from tools.progress.steps import SetupFailed, Step

SECONDS_TO_ANSWER = 60.0
SECONDS_TO_STOP = 20.0
LINES_OF_A_LOG = 20


@dataclass
class Program:
    """One program of Podlab that runs until it is stopped, and where it logs."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def end(self) -> SetupFailed:
        """What to tell when it ended by itself."""
        tail = self.log.read_text(errors="replace").splitlines()[-LINES_OF_A_LOG:]
        shown = "\n".join(f"     {line}" for line in tail)
        return SetupFailed(
            f"{self.name} ended with {self.process.returncode}. Its log ends so:\n{shown}",
            f"The whole log is {self.log}",
        )

    def stop(self) -> None:
        """Ask it to end; insist when it does not."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@dataclass
class Programs:
    """What runs; leaving the block stops all of it, the last started first."""

    running: list[Program] = field(default_factory=list)
    ended: queue.SimpleQueue[Program] = field(default_factory=queue.SimpleQueue)

    def start(self, name: str, env: Mapping[str, str], *command: str | Path) -> Program:
        """Start a program in a session of its own, so that Ctrl-C reaches it only through us."""
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        program = Program(name, process, log)
        self.running.append(program)
        threading.Thread(target=self._watch, args=(program,), daemon=True).start()
        return program

    def _watch(self, program: Program) -> None:
        program.process.wait()
        self.ended.put(program)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for program in reversed(self.running):
            program.stop()


def require_free_port(port: int, variable: str) -> None:
    """Refuse a port that something listens on already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupFailed(
                f"Port {port} is taken ({error.strerror}); is Podlab running already?",
                f"Stop what uses it, or choose another: make run {variable}={port + 1}",
            ) from error


def wait_until_answers(step: Step, program: Program, port: int, path: str, *, tls: bool) -> None:
    """Return when `path` is answered with 200; raise when the program ends or takes too long."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    said = 0
    while time.monotonic() < deadline:
        if program.process.poll() is not None:
            raise program.end
        said = status_of(port, path, tls=tls)
        if said == http.client.OK:
            return
        step.say(f"{path} says {said}" if said else "starting")
        time.sleep(0.05)
    raise SetupFailed(
        f"{program.name} runs, but {path} says {said or 'nothing'} "
        f"after {SECONDS_TO_ANSWER:.0f} s.",
        f"Its log is {program.log}",
    )


def status_of(port: int, path: str, *, tls: bool) -> int:
    """The status of GET `path` on this machine, 0 where nothing answers. No secret is sent, so
    node's own certificate need not be checked.
    """
    connection: http.client.HTTPConnection
    if tls:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
