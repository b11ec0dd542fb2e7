"""A real kubectl, pointed at one node and nothing else."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def kubectl_path() -> Path | None:
    """The kubectl that `make test` unpacks, or the one that PODLAB_KUBECTL names."""
    path = Path(os.environ.get("PODLAB_KUBECTL", ROOT / ".tools" / "kubectl"))
    return path if path.exists() else None


@dataclass(frozen=True)
class Kubectl:
    """Runs kubectl with one kubeconfig, in one namespace, with a home of its own."""

    program: Path
    kubeconfig: Path
    namespace: str
    home: Path

    def command(self, *arguments: str) -> list[str]:
        """The whole command line, for a test that starts the process itself."""
        flags = [f"--kubeconfig={self.kubeconfig}", f"--namespace={self.namespace}"]
        return [str(self.program), *flags, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": os.environ["PATH"], "TERM": "xterm"}

    def __call__(
        self, *arguments: str, stdin: str | None = None, check: bool = True, seconds: float = 240
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; an exit code other than 0 fails the test unless `check` is False."""
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=seconds,
            env=self.environment,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"kubectl {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start and do not wait: for -w, -f and -it. The caller ends the process."""
        return subprocess.Popen(
            self.command(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def output(self, *arguments: str) -> str:
        """What kubectl prints."""
        return self(*arguments).stdout

    def lines(self, arguments: Sequence[str]) -> list[str]:
        """What kubectl prints, line by line."""
        return self.output(*arguments).splitlines()
