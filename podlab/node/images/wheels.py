"""Files from the Python package index for images that Debian has no package for.

Fetched here, not inside the build: there pip would need this machine's certificates and settings.
"""

import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from podlab.node.images.recipes import ContextFile, Recipe
from podlab.node.images.seams import BuildFailed, Report, Step

PINS = "wheels.txt"  # in an image's folder: requirements with hashes
_MANYLINUX = "manylinux_2_31"
_SECONDS = 600
_ADVICE = (
    "It comes from the Python package index, by pip. Without a network carry the images over: "
    "`images save` on another machine, `images load` here."
)


def fetch_wheels(image: str, recipe: Recipe, report: Report) -> tuple[ContextFile, ...]:
    """The wheels that the recipe pins, for this kind of machine; BuildFailed."""
    pins = [file for file in recipe.files if file.path == PINS]
    if not pins:
        return ()
    report(Step(image, 0, 0, "fetching wheels"))
    with tempfile.TemporaryDirectory(prefix="podlab-wheels-") as name:
        folder = Path(name)
        (folder / PINS).write_bytes(pins[0].content)
        _download(image, folder)
        return tuple(
            ContextFile(wheel.name, wheel.read_bytes(), executable=False)
            for wheel in sorted(folder.glob("*.whl"))
        )


def _download(image: str, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    what = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(folder / PINS)]
    where = ["--platform", f"{_MANYLINUX}_{platform.machine()}", "--dest", str(folder)]
    try:
        done = subprocess.run(
            [*pip, *what, *where], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BuildFailed(f"{image}: the package index did not answer in time", _ADVICE) from error
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BuildFailed(f"{image}: {said[-1] if said else 'pip failed'}", _ADVICE)
