"""Image references: what a manifest's `image:` says, taken apart."""

import re
from dataclasses import dataclass

_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")

_DOCKER_HUB = frozenset({"", "docker.io", "index.docker.io", "registry-1.docker.io"})


@dataclass(frozen=True)
class Reference:
    """`host/path:tag@digest`; what was not written is an empty string."""

    host: str
    path: str
    tag: str
    digest: str

    @property
    def repository(self) -> str:
        """One spelling for what means the same: `docker.io/library/nginx` is `nginx`."""
        if self.host in _DOCKER_HUB:
            return self.path.removeprefix("library/")
        return f"{self.host}/{self.path}"


def parse_reference(text: str) -> Reference | None:
    """Read an image reference by the grammar of distribution/reference, or None: it is none."""
    rest, _, digest = text.partition("@")
    if "@" in text and not _DIGEST.fullmatch(digest):
        return None
    host, rest = _split_host(rest)
    path, colon, tag = rest.partition(":")
    if colon and not _TAG.fullmatch(tag):
        return None
    if not _PATH.fullmatch(path) or len(path) > 255 or (host and not _HOST.fullmatch(host)):
        return None
    return Reference(host, path, tag, digest)


def _split_host(text: str) -> tuple[str, str]:
    """The first part is a host only when it could not be a folder on Docker Hub."""
    first, slash, rest = text.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return first, rest
    return "", text
