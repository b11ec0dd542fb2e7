"""The very first image: Debian, pulled where a registry answers, else made with mmdebstrap."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from podlab.node.images.seams import (
    IMAGE_LABEL,
    RECIPE_LABEL,
    BuildFailed,
    ImageEngine,
    PullFailed,
    Report,
    Step,
)

NAME = "debian"
TAG = "podlab/debian"
SUITE = "bookworm"
UPSTREAM = f"debian:{SUITE}-slim"
RECIPE = hashlib.sha256(SUITE.encode()).hexdigest()

_UNWANTED = ("man", "doc", "locale", "info", "lintian")
_MMDEBSTRAP_STEPS = 16
_TOOLS = ("mmdebstrap", "debian-archive-keyring")


def make_first_image(engine: ImageEngine, report: Report) -> None:
    """See to it that TAG exists; BuildFailed when there is no way to it."""
    if TAG in engine.local():
        return
    try:
        engine.pull(NAME, UPSTREAM, TAG, report)
    except PullFailed as failure:
        report(Step(NAME, 0, _MMDEBSTRAP_STEPS, f"no registry ({failure}): mmdebstrap makes it"))
        _bootstrap(engine, report)


def _bootstrap(engine: ImageEngine, report: Report) -> None:
    _need_mmdebstrap(report)
    with tempfile.TemporaryDirectory(prefix="podlab-images-") as folder:
        archive = Path(folder) / "root.tar"
        _run_mmdebstrap(archive, report)
        report(Step(NAME, _MMDEBSTRAP_STEPS, _MMDEBSTRAP_STEPS, "handing it to the engine"))
        engine.import_root(TAG, archive, {IMAGE_LABEL: NAME, RECIPE_LABEL: RECIPE})


def _need_mmdebstrap(report: Report) -> None:
    if shutil.which("mmdebstrap"):
        return
    advice = (
        "Install it (Debian, Ubuntu: apt-get install mmdebstrap), or connect the engine to a "
        "registry, or carry the images over: `images save` there, `images load` here."
    )
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise BuildFailed("No registry answers, and mmdebstrap is not installed", advice)
    report(Step(NAME, 0, _MMDEBSTRAP_STEPS, "installing mmdebstrap"))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qqy", "--no-install-recommends", *_TOOLS]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildFailed(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}", advice)


def _run_mmdebstrap(archive: Path, report: Report) -> None:
    """Write the root file system of a small Debian; takes 20 to 30 s of one processor."""
    command = ["mmdebstrap", "--variant=apt", *_dpkg_options(), SUITE, str(archive)]
    lines: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        try:
            for number, line in enumerate(_informative(process, lines), start=1):
                report(Step(NAME, min(number, _MMDEBSTRAP_STEPS), _MMDEBSTRAP_STEPS, line))
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise BuildFailed(
            f"mmdebstrap failed: {' '.join(lines[-3:])}",
            "Is the Debian mirror reachable? As a user other than root it also needs user "
            "namespaces; or run this once as root.",
        )


def _dpkg_options() -> Iterator[str]:
    yield "--dpkgopt=force-unsafe-io"
    for folder in _UNWANTED:
        yield f"--dpkgopt=path-exclude=/usr/share/{folder}/*"


def _informative(process: "subprocess.Popen[str]", lines: list[str]) -> Iterator[str]:
    """Its `I:` lines; every line is kept for the case of a failure."""
    for line in process.stderr or ():
        lines.append(line.strip())
        if line.startswith("I: "):
            yield line.removeprefix("I: ").strip()
