"""`make server`: what the images of docker-compose.yml are made of, and the secrets they need."""

import os
import secrets
import shutil
import sys
from concurrent.futures import Future
from functools import partial

from tools.paths import PYTHON, ROOT, fingerprint, is_stamped, write_stamp
from tools.progress.interrupts import end_in_order
from tools.progress.steps import SetupFailed, Step, Steps
from tools.setup import engine, frontend, images, python

SECRETS = ROOT / ".env"
WHEELS = ROOT / "var" / "server" / "wheels"
PLATFORMS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")


def wheels(step: Step) -> None:
    """Fetch the pinned wheels for Debian's Python 3.11, here: inside `docker build` pip would
    need this machine's certificates and package settings.
    """
    requirements = ROOT / "requirements.txt"
    stamp, value = WHEELS / ".stamp", fingerprint([requirements])
    if is_stamped(stamp, value):
        step.note = "unchanged"
        return
    shutil.rmtree(WHEELS, ignore_errors=True)
    machine = os.uname().machine
    target = ["--python-version", "3.11", "--implementation", "cp"]
    for platform in PLATFORMS:
        target += ["--platform", f"{platform}_{machine}"]
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "download", "--no-deps")
    only = ("--only-binary", ":all:", "--require-hashes", "-r", requirements, "-d", WHEELS)
    step.run(*pip, *target, *only)
    write_stamp(stamp, value)


def make_secrets(step: Step) -> None:
    """Write .env once, readable by its owner only; one that is there is left as it is."""
    if SECRETS.exists():
        step.note = "kept .env"
        return
    text = f"PODLAB_SECRET_KEY={secrets.token_urlsafe(64)}\n"
    text += f"PODLAB_DATABASE_PASSWORD={secrets.token_urlsafe(24)}\n"
    with os.fdopen(os.open(SECRETS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def lab_images(found: Future[engine.Engine], step: Step) -> None:
    """Every image of the catalogue; node in its container can make none."""
    images.build(step, found.result())


def prepare(steps: Steps) -> Future[engine.Engine]:
    """Start every step and wait; the engine is left to the caller to stop."""
    packages = steps.start("Python packages", python.install)
    found = steps.start("Docker Engine", engine.ensure)
    steps.start("Wheels", wheels, packages)
    steps.start("Front end", frontend.bundle, packages)
    steps.start("Lab images", partial(lab_images, found), packages, found)
    return found


def main() -> int:
    """Prepare, and say what comes next."""
    end_in_order()
    try:
        with Steps() as steps:
            steps.start("Secrets", make_secrets)
            found = prepare(steps)
            steps.wait()
    except KeyboardInterrupt:
        return 130
    except SetupFailed as failure:
        failure.tell()
        return 1
    if found.result().daemon:
        found.result().stop()
        print("Docker Engine ran only for this; start one that stays, then:")
    print("docker compose up --build --detach")
    return 0


if __name__ == "__main__":
    sys.exit(main())
