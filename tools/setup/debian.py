"""Debian's packages, installed without a question where that is allowed."""

import os
import shutil
import threading

from tools.progress.steps import SetupFailed, Step

_one_at_a_time = threading.Lock()
OPTIONS = ("-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300")
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}


def can_install() -> bool:
    """Whether this is a Debian-like machine and we are root on it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(step: Step, *packages: str) -> None:
    """Install packages; the lists are fetched only when the ones at hand do not do."""
    with _one_at_a_time:
        step.say(f"installing {', '.join(packages)}")
        try:
            step.run("apt-get", "install", *OPTIONS, *packages, env=QUIET)
        except SetupFailed:
            step.run("apt-get", "update", "-q", env=QUIET)
            step.run("apt-get", "install", *OPTIONS, *packages, env=QUIET)
