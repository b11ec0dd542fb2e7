"""A pack out of a git repository, from the places that the operator has named.

Nothing of the repository is ever checked out: git hands over its last commit as a zip archive,
which is then read like anybody else's. No hooks, filters, submodules or redirects.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from podlab.authoring.packs import Refused, files_in
from podlab.authoring.packs.limits import ARCHIVE_BYTES

SECONDS = 60
REPOSITORY_BYTES = 64 << 20
REST = re.compile(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?\Z")
FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*\Z")
CONFIG = ("http.followRedirects=false", "core.hooksPath=/dev/null")
PASSED_ON = ("PATH", "https_proxy", "HTTPS_PROXY", "http_proxy", "no_proxy", "NO_PROXY")


def files_of_repository(address: str, folder: str = "") -> dict[str, bytes]:
    """The files of the pack in a repository, or in one folder of it. Raises Refused."""
    source = allowed_source(address)
    if folder and (not FOLDER.match(folder) or ".." in folder.split("/")):
        raise Refused(_("The folder is a path inside the repository, like packs/basics."))
    if shutil.which("git") is None:
        raise Refused(_("This site has no git; import a zip archive."))
    with tempfile.TemporaryDirectory() as aside:
        git = Git(Path(aside), source.partition(":")[0])
        git.clone(address)
        return files_in(git.archive(f"HEAD:{folder}" if folder else "HEAD"))


def allowed_source(address: str) -> str:
    """The place named by the operator that the address lies in. Raises Refused."""
    for source in settings.PODLAB_GIT_SOURCES:
        rest = address.removeprefix(source)
        if rest != address and REST.match(rest) and ".." not in rest.split("/"):
            return str(source)
    told = _("Packs are taken from these places only: %(places)s")
    raise Refused(told % {"places": ", ".join(settings.PODLAB_GIT_SOURCES) or _("none")})


class Git:
    """git in a folder of its own, which knows no configuration and asks nobody anything."""

    def __init__(self, aside: Path, protocol: str) -> None:
        self.repository = aside / "repository"
        self.environment = {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "HOME": str(aside),
            "GIT_ALLOW_PROTOCOL": protocol,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
        }

    def clone(self, address: str) -> None:
        """Fetch the last commit. Raises Refused."""
        only = ("--bare", "--depth=1", "--single-branch", "--no-tags", "--template=", "--quiet")
        self._run("clone", *only, "--", address, str(self.repository))

    def archive(self, tree: str) -> bytes:
        """The commit's files as a zip. Raises Refused."""
        place = self.repository.with_suffix(".zip")
        told = ("--format=zip", f"--output={place}", tree)
        self._run(f"--git-dir={self.repository}", "archive", *told)
        with place.open("rb") as file:
            return file.read(ARCHIVE_BYTES + 1)

    def _run(self, *arguments: str) -> None:
        limits = shutil.which("prlimit")
        limited = (limits, f"--fsize={REPOSITORY_BYTES}", "--") if limits else ()
        config = [part for setting in CONFIG for part in ("-c", setting)]
        try:
            subprocess.run(
                [*limited, "git", *config, *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            told = _("The repository did not come within %(seconds)s seconds.")
            raise Refused(told % {"seconds": SECONDS}) from error
        except subprocess.CalledProcessError as error:
            told = _("git could not read the repository, or that folder of it: %(said)s")
            raise Refused(told % {"said": last_line(error.stderr)}) from error


def last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else _("it said nothing")
