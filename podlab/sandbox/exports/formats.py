"""The four exports of a manifest, each with its text, its commands, and what it loses."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.pods.manifest import Manifest
from podlab.sandbox.exports.compose import compose_yaml
from podlab.sandbox.exports.docker_pod import FILES, DockerPod, ExportedFile
from podlab.sandbox.exports.losses import lost_with_docker, lost_with_kubectl, lost_with_podman
from podlab.sandbox.exports.podman import podman_yaml
from podlab.sandbox.exports.script import docker_script
from podlab.sandbox.exports.translating import docker_pod, typed_pod

LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same archive for the same Pod


@dataclass(frozen=True)
class Export:
    """One form. `commands` run it, and the last one takes it down; `files` come beside it."""

    slug: str
    title: str
    filename: str
    text: str
    commands: Sequence[str]
    lost: Sequence[str] = ()
    files: Sequence[ExportedFile] = ()

    @property
    def download(self) -> tuple[str, bytes]:
        """A file's name and content; with files beside it, an archive."""
        if not self.files:
            return self.filename, self.text.encode()
        stem = self.filename.partition(".")[0]
        return f"{stem}.zip", archive(self.filename, self.text, self.files)


def exports_of(manifest: Manifest, text: str) -> tuple[Export, ...]:
    """kubectl, compose, podman, docker: of a manifest that is valid."""
    pod, typed = docker_pod(manifest), typed_pod(manifest)
    name, missing = pod.name, [*_missing(pod)]
    docker = [*missing, *lost_with_docker(typed)]
    return (
        Export(
            "kubectl",
            _("A cluster, with kubectl"),
            f"{name}.yaml",
            text,
            (f"kubectl apply -f {name}.yaml", f"kubectl delete -f {name}.yaml"),
            [*lost_with_kubectl(typed)],
        ),
        Export(
            "compose",
            _("docker compose"),
            "compose.yaml",
            compose_yaml(pod),
            (f"docker compose -p {_project(name)} up --detach",
             f"docker compose -p {_project(name)} down --volumes"),
            docker,
            pod.files,
        ),
        Export(
            "podman",
            _("podman kube play"),
            f"{name}-podman.yaml",
            podman_yaml(manifest),
            (f"podman kube play {name}-podman.yaml", f"podman kube down {name}-podman.yaml"),
            [*missing, *lost_with_podman(typed)],
        ),
        Export(
            "docker",
            _("docker run, line by line"),
            f"{name}.sh",
            docker_script(pod),
            (f"sh {name}.sh", f"sh {name}.sh down"),
            docker,
        ),
    )  # fmt: skip


def _missing(pod: DockerPod) -> Iterator[str]:
    for each in pod.missing:
        yield _("Not in this text, so left out: %(what)s.") % {"what": each}


def _project(name: str) -> str:
    """A compose project's name has no dots.

    >>> _project("web.example")
    'web-example'
    """
    return name.replace(".", "-")


def archive(filename: str, text: str, files: Sequence[ExportedFile]) -> bytes:
    """The export and the folder of files that it mounts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(zipfile.ZipInfo(filename, LONG_AGO), text)
        for each in files:
            entry = zipfile.ZipInfo(f"{FILES}/{each.path}", LONG_AGO)
            entry.external_attr = (0o100000 | each.mode) << 16
            zipped.writestr(entry, each.content)
    return buffer.getvalue()
